import type { Context } from '../context.ts'
import { CustomerConsentModel } from '../models/customer-consent-model.ts'

/** What proves that a person accepted a privacy text: a message's wamid, or the keyed hash of an address. */
export type Consent = Readonly<{
  textVersion: string
  channel: CustomerConsentModel['channel']
  wamid?: string | null
  addressHash?: string | null
}>

/** Keeps the proof of a consent (Ley 1581 of 2012; RULINGS 35). Rows are only added. */
export async function addConsent(context: Context, customerId: string, consent: Consent): Promise<void> {
  await CustomerConsentModel.query(context.db).insert({
    id: context.newId(),
    tenantId: context.tenantId,
    customerId,
    textVersion: consent.textVersion,
    channel: consent.channel,
    wamid: consent.wamid ?? null,
    addressHash: consent.addressHash ?? null,
    createdAt: context.now()
  })
}

/** Whether some privacy text was accepted by this person. */
export async function hasConsent(context: Context, customerId: string): Promise<boolean> {
  const found = await CustomerConsentModel.query(context.db)
    .where({ tenantId: context.tenantId, customerId })
    .select('id')
    .first()
  return found !== undefined
}
