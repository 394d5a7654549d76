import type { Context } from '../context.ts'
import { type CustomerSource, updateInfo } from '../domain/customer.ts'
import { isValid, toEmail } from '../domain/email.ts'
import { invalidField } from '../domain/errors.ts'
import type { CustomerModel } from '../models/customer-model.ts'
import { parsePhone } from '../phone.ts'
import { changeDetails, findByPhone, insertIfNew, type PersonalDetails } from '../repositories/booking-customers.ts'
import { addIdentities, findByIdentity, refreshSearchText } from '../repositories/customers.ts'

/** What somebody wrote about a customer. `proven`: the owner or the person herself in her own chat; a public form is neither. */
export type CustomerData = Readonly<{
  phone: string
  firstName: string
  lastName?: string | null | undefined
  email?: string | null | undefined
  source: CustomerSource
  proven: boolean
}>

/**
 * The customer with this number: made, or brought up to date. A form that proves nothing only fills in what is missing: who
 * knows a number must not be able to rename its owner. Throws `validation_failed` for a number or an address that is none.
 */
export async function createOrUpdateCustomer(context: Context, data: CustomerData): Promise<CustomerModel> {
  const phone = parsePhone(data.phone)
  if (!phone) throw invalidField('/customer/phone', 'is not a telephone number')
  const email = data.email ? toEmail(data.email) : null
  if (email && !isValid(email)) throw invalidField('/customer/email', 'is not an e-mail address')
  const details: PersonalDetails = {
    ...updateInfo({ firstName: data.firstName, lastName: data.lastName ?? undefined, email: email?.address })
  }
  if (!details.firstName) throw invalidField('/customer/first_name', 'must not be blank')
  const known = (await findByIdentity(context, 'phone', phone.number)) ?? (await findByPhone(context, phone.number))
  const customer = known ?? (await insertIfNew(context, { ...details, phone: phone.number, source: data.source }))
  await addIdentities(context, customer.id, { phone: phone.number, bsuid: null, parentBsuid: null, name: null })
  if (!known) return customer
  const changed = data.proven ? details : missingOf(known, details)
  if (Object.values(changed).every(value => value === undefined)) return known
  const after = await changeDetails(context, known.id, changed)
  await refreshSearchText(context, known.id)
  return after
}

function missingOf(known: CustomerModel, details: PersonalDetails): PersonalDetails {
  return {
    ...(!known.firstName && !known.lastName && { firstName: details.firstName, lastName: details.lastName }),
    ...(!known.email && { email: details.email })
  }
}
