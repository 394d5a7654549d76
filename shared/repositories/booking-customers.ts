import type { Context } from '../context.ts'
import type { CustomerSource } from '../domain/customer.ts'
import { searchText } from '../domain/search-text.ts'
import { CustomerModel } from '../models/customer-model.ts'

/** What is known about a person beside her number; undefined leaves it as it is. */
export type PersonalDetails = Readonly<{
  firstName?: string | null | undefined
  lastName?: string | null | undefined
  email?: string | null | undefined
}>

const ofTenant = (context: Context) => CustomerModel.query(context.db).where({ tenantId: context.tenantId })

export async function findByPhone(context: Context, phone: string): Promise<CustomerModel | undefined> {
  return await ofTenant(context).where({ phone }).first()
}

/** A customer whose record was neither merged into another's nor erased. */
export async function findCustomer(context: Context, id: string): Promise<CustomerModel | undefined> {
  return await ofTenant(context).where({ id }).whereNull('mergedIntoId').whereNull('erasedAt').first()
}

/** Adds a customer, unless another transaction just added one with this number: then that one. */
export async function insertIfNew(
  context: Context,
  person: PersonalDetails & Readonly<{ phone: string; source: CustomerSource }>
): Promise<CustomerModel> {
  const now = context.now()
  await CustomerModel.query(context.db)
    .insert({
      id: context.newId(),
      tenantId: context.tenantId,
      firstName: person.firstName ?? null,
      lastName: person.lastName ?? null,
      email: person.email ?? null,
      phone: person.phone,
      source: person.source,
      searchText: searchText(person.firstName, person.lastName, person.phone, person.email),
      createdAt: now,
      updatedAt: now
    })
    .onConflict(['tenantId', 'phone'])
    .ignore()
  const customer = await findByPhone(context, person.phone)
  if (!customer) throw new Error('the customer is neither new nor known')
  return customer
}

/** Writes what is given and leaves the rest. */
export async function changeDetails(
  context: Context,
  customerId: string,
  details: PersonalDetails
): Promise<CustomerModel> {
  const patch = Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined))
  await ofTenant(context)
    .where({ id: customerId })
    .patch({ ...patch, updatedAt: context.now() })
  const customer = await ofTenant(context).where({ id: customerId }).first()
  if (!customer) throw new Error('the customer is gone')
  return customer
}
