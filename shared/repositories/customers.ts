import type { Context } from '../context.ts'
import type { Person } from '../domain/inbound-message.ts'
import { searchText } from '../domain/search-text.ts'
import { CustomerModel } from '../models/customer-model.ts'

type IdentityKind = 'phone' | 'bsuid' | 'parent_bsuid'

/** The identities by which a person can be found, the most reliable first. */
function identitiesOf(person: Person): [IdentityKind, string][] {
  const all: [IdentityKind, string | null][] = [
    ['bsuid', person.bsuid],
    ['phone', person.phone]
  ]
  return all.filter((entry): entry is [IdentityKind, string] => entry[1] !== null)
}

/** The customer who goes by one identity. */
export async function findByIdentity(
  context: Context,
  kind: IdentityKind,
  value: string
): Promise<CustomerModel | undefined> {
  return await CustomerModel.query(context.db)
    .where('customers.tenantId', context.tenantId)
    .whereExists(
      CustomerModel.relatedQuery('identities').where({
        'identities.tenantId': context.tenantId,
        'identities.kind': kind,
        'identities.value': value
      })
    )
    .first()
}

/** Finds who this is: by user id first, then by number. When the two name different customers, the user id decides (RULINGS 8). */
export async function findPerson(context: Context, person: Person): Promise<CustomerModel | undefined> {
  for (const [kind, value] of identitiesOf(person)) {
    const found = await findByIdentity(context, kind, value)
    if (found) return found
  }
  return undefined
}

/**
 * Finds or creates the customer, and remembers every identity that came along: the user id that came with a number today
 * is what there is when the number is hidden tomorrow. Throws 23505 when another transaction creates the same person.
 */
export async function findOrCreatePerson(context: Context, person: Person): Promise<CustomerModel> {
  const known = await findPerson(context, person)
  const customer = known ?? (await createCustomer(context, person))
  await addIdentities(context, customer.id, person)
  if (known && !known.phone && person.phone) await setPhone(context, known, person.phone)
  return customer
}

async function createCustomer(context: Context, person: Person): Promise<CustomerModel> {
  const [firstName, ...rest] = (person.name ?? '').split(/\s+/).filter(Boolean)
  return await CustomerModel.query(context.db).insert({
    id: context.newId(),
    tenantId: context.tenantId,
    firstName: firstName ?? null,
    lastName: rest.join(' ') || null,
    phone: person.phone,
    source: 'whatsapp',
    searchText: searchText(person.name, person.phone),
    createdAt: context.now(),
    updatedAt: context.now()
  })
}

/** Adds what is new about a person. An identity that belongs to somebody else stays there: people are never merged in silence. */
export async function addIdentities(context: Context, customerId: string, person: Person): Promise<void> {
  const all = [...identitiesOf(person), ...(person.parentBsuid ? [['parent_bsuid', person.parentBsuid]] : [])]
  for (const [kind, value] of all) {
    await context.db.raw(
      `insert into customer_identities (id, tenant_id, customer_id, kind, value, created_at)
       values (?, ?, ?, ?, ?, ?) on conflict do nothing`,
      [context.newId(), context.tenantId, customerId, kind, value, context.now()] as never
    )
  }
}

/** Takes an identity away from whoever has it and gives it to `customerId`. */
export async function moveIdentity(
  context: Context,
  customerId: string,
  kind: IdentityKind,
  value: string
): Promise<void> {
  await context.db.raw(
    `insert into customer_identities (id, tenant_id, customer_id, kind, value, created_at) values (?, ?, ?, ?, ?, ?)
     on conflict (tenant_id, kind, value) do update set customer_id = excluded.customer_id`,
    [context.newId(), context.tenantId, customerId, kind, value, context.now()]
  )
}

/** Sets the number of a customer unless another customer already has it. */
export async function setPhone(context: Context, customer: CustomerModel, phone: string): Promise<void> {
  await context.db.raw(
    `update customers set phone = ?, updated_at = ? where id = ? and tenant_id = ?
     and not exists (select 1 from customers where tenant_id = ? and phone = ?)`,
    [phone, context.now(), customer.id, context.tenantId, context.tenantId, phone]
  )
  await refreshSearchText(context, customer.id)
}

/** Writes by what the owner finds a customer: to be called after every change of names, number or address (RULINGS 19). */
export async function refreshSearchText(context: Context, customerId: string): Promise<void> {
  const found = { id: customerId, tenantId: context.tenantId }
  const customer = await CustomerModel.query(context.db)
    .findOne(found)
    .select('firstName', 'lastName', 'phone', 'email')
  if (!customer) return
  const text = searchText(customer.firstName, customer.lastName, customer.phone, customer.email)
  await CustomerModel.query(context.db).where(found).patch({ searchText: text })
}

/** Who answers this customer: the bot, or a person of the business until `pausedUntil` (RULINGS 9). */
export async function setHandler(
  context: Context,
  customerId: string,
  handler: 'bot' | 'human',
  pausedUntil: Date | null
): Promise<void> {
  await CustomerModel.query(context.db)
    .where({ id: customerId, tenantId: context.tenantId })
    .patch({ handler, botPausedUntil: pausedUntil, updatedAt: context.now() })
}

/** The number changed: the old one may soon be somebody else's, so it no longer finds this customer. */
export async function rekeyPhone(
  context: Context,
  customerId: string,
  oldPhone: string | null,
  newPhone: string
): Promise<void> {
  if (oldPhone)
    await context.db.raw(
      `delete from customer_identities where tenant_id = ? and customer_id = ? and kind = 'phone' and value = ?`,
      [context.tenantId, customerId, oldPhone]
    )
  await moveIdentity(context, customerId, 'phone', newPhone)
  await context.db.raw('update customers set phone = ?, updated_at = ? where tenant_id = ? and id = ?', [
    newPhone,
    context.now(),
    context.tenantId,
    customerId
  ])
  await refreshSearchText(context, customerId)
  await context.db.raw(
    `update conversations set customer_phone = ? where tenant_id = ? and customer_id = ? and status = 'active'`,
    [newPhone, context.tenantId, customerId]
  )
}

/**
 * Two records turn out to be one person: everything of `otherId` becomes `survivorId`'s. Of two active conversations the
 * younger closes. The empty record stays, marked, so that old ids still lead somewhere.
 */
export async function mergeCustomers(context: Context, survivorId: string, otherId: string): Promise<void> {
  const { tenantId } = context
  const now = context.now()
  await context.db.raw(
    `update conversations set status = 'closed', closed_at = ?, updated_at = ? where id in (
       select id from conversations where tenant_id = ? and customer_id in (?, ?) and status = 'active'
       order by created_at offset 1)`,
    [now, now, tenantId, survivorId, otherId]
  )
  for (const table of ['conversations', 'bookings', 'customer_identities', 'customer_consents', 'owner_actions'])
    await context.db.raw('update ?? set customer_id = ? where tenant_id = ? and customer_id = ?', [
      table,
      survivorId,
      tenantId,
      otherId
    ])
  await context.db.raw(
    `update customers set phone = null, search_text = '', merged_into_id = ?, updated_at = ? where tenant_id = ? and id = ?`,
    [survivorId, now, tenantId, otherId]
  )
}

/** Meta reports that a person stopped or resumed marketing messages from this business. */
export async function setOptIn(context: Context, customerId: string, optIn: boolean): Promise<void> {
  await CustomerModel.query(context.db)
    .where({ id: customerId, tenantId: context.tenantId })
    .patch({ whatsappOptin: optIn, whatsappOptinDate: optIn ? context.now() : null, updatedAt: context.now() })
}
