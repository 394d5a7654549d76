import { oneLine } from './one-line.ts'

export const customerSources = ['landing_page', 'whatsapp', 'referral', 'direct'] as const
export type CustomerSource = (typeof customerSources)[number]

type Named = Readonly<{ firstName: string | null; lastName: string | null }>
type Consent = Readonly<{ whatsappOptin: boolean; whatsappOptinDate: Date | null }>

/** `Camila Ruiz`; empty for somebody whose name is not known. */
export const fullName = ({ firstName, lastName }: Named): string => [firstName, lastName].filter(Boolean).join(' ')

/** What may be corrected about a person; null takes a field away. The e-mail address is already checked. */
export type CustomerInfo = Readonly<{
  firstName?: string | null | undefined
  lastName?: string | null | undefined
  email?: string | null | undefined
}>

/** The given fields as they are stored: names on one line, nothing instead of blanks. */
export function updateInfo(info: CustomerInfo): CustomerInfo {
  return {
    ...(info.firstName !== undefined && { firstName: oneLine(info.firstName ?? '') || null }),
    ...(info.lastName !== undefined && { lastName: oneLine(info.lastName ?? '') || null }),
    ...(info.email !== undefined && { email: info.email })
  }
}

/** She agreed to be written to. The date of the first yes stays: it is the proof. */
export const grantWhatsAppOptIn = (customer: Consent, now: Date): Consent => ({
  whatsappOptin: true,
  whatsappOptinDate: customer.whatsappOptin ? customer.whatsappOptinDate : now
})

export const revokeWhatsAppOptIn = (): Consent => ({ whatsappOptin: false, whatsappOptinDate: null })

/** Notes only grow: the new one goes below the others. */
export const addNote = (notes: string | null, note: string): string =>
  notes ? `${notes}\n${note.trim()}` : note.trim()

/** Whether marketing may be sent: only to somebody who agreed and can be reached (Meta's policy; Ley 1581). */
export const canReceiveWhatsAppMarketing = (
  customer: Pick<Consent, 'whatsappOptin'> & Readonly<{ phone: string | null }>
): boolean => customer.whatsappOptin && customer.phone !== null

/** What remains of a person whose data were erased: the record to which her bookings refer (DESIGN 5). */
export const erasedCustomer = {
  firstName: null,
  lastName: null,
  email: null,
  phone: null,
  whatsappOptin: false,
  whatsappOptinDate: null,
  notes: null,
  searchText: '',
  handler: 'bot',
  botPausedUntil: null
} as const
