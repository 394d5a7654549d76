import { raw } from 'objection'
import type { Context } from '../context.ts'
import type { Person } from '../domain/inbound-message.ts'
import { OwnerContactModel } from '../models/owner-contact-model.ts'

const ofTenant = (context: Context) =>
  OwnerContactModel.query(context.db).where({ tenantId: context.tenantId }).whereNull('removedAt')

/** The proved contact who writes: by user id first, then by number. */
export async function findVerifiedOwner(
  context: Context,
  { phone, bsuid }: Pick<Person, 'phone' | 'bsuid'>
): Promise<OwnerContactModel | undefined> {
  const verified = () => ofTenant(context).whereNotNull('verifiedAt')
  const known = bsuid ? await verified().where({ bsuid }).first() : undefined
  return known ?? (phone ? await verified().where({ phone }).first() : undefined)
}

/** The contact with this number who has yet to prove it, locked. */
export async function lockUnproved(context: Context, phone: string): Promise<OwnerContactModel | undefined> {
  return await ofTenant(context).where({ phone }).whereNull('verifiedAt').whereNotNull('codeHash').forUpdate().first()
}

export async function getContact(context: Context, id: string): Promise<OwnerContactModel | undefined> {
  return await ofTenant(context).where({ id }).first()
}

/** Every contact of the business, the oldest first. */
export async function listContacts(context: Context): Promise<OwnerContactModel[]> {
  return await ofTenant(context).orderBy(['createdAt', 'id'])
}

/** Those who can decide by WhatsApp, in the one order in which their conversations are locked. */
export async function listVerified(context: Context): Promise<OwnerContactModel[]> {
  return await ofTenant(context).whereNotNull('verifiedAt').orderBy('id')
}

/** Adds a contact, or brings back the removed one with this number. Undefined when there is one already. */
export async function addContact(
  context: Context,
  contact: Readonly<{ phone: string; name: string | null }>
): Promise<OwnerContactModel | undefined> {
  const now = context.now()
  const { rows } = await context.db.raw<{ rows: { id: string }[] }>(
    `insert into owner_contacts as c (id, tenant_id, name, phone, created_at, updated_at) values (?, ?, ?, ?, ?, ?)
     on conflict (tenant_id, phone) do update
       set name = excluded.name, removed_at = null, verified_at = null, created_at = excluded.created_at,
         updated_at = excluded.updated_at
       where c.removed_at is not null
     returning id`,
    [context.newId(), context.tenantId, contact.name, contact.phone, now, now] as never
  )
  return rows[0] && (await getContact(context, rows[0].id))
}

/** A new code; the one before it no longer counts. */
export async function setCode(context: Context, id: string, codeHash: string, expiresAt: Date): Promise<void> {
  await ofTenant(context)
    .where({ id })
    .patch({ codeHash, codeExpiresAt: expiresAt, codeTries: 0, updatedAt: context.now() })
}

export async function countWrongCode(context: Context, id: string): Promise<void> {
  await ofTenant(context)
    .where({ id })
    .patch({ codeTries: raw('code_tries + 1') as unknown as number, updatedAt: context.now() })
}

/** The phone is proved. Another contact who had this user id has it no longer. */
export async function setVerified(context: Context, id: string, bsuid: string | null): Promise<void> {
  const now = context.now()
  if (bsuid) await dropBsuid(context, bsuid, id)
  await ofTenant(context)
    .where({ id })
    .patch({ verifiedAt: now, codeHash: null, codeExpiresAt: null, codeTries: 0, bsuid, updatedAt: now })
}

/** Remembers the user id by which she is found once her number is hidden. */
export async function setBsuid(context: Context, id: string, bsuid: string): Promise<void> {
  await dropBsuid(context, bsuid, id)
  await ofTenant(context).where({ id }).patch({ bsuid, updatedAt: context.now() })
}

async function dropBsuid(context: Context, bsuid: string, exceptId: string): Promise<void> {
  await OwnerContactModel.query(context.db)
    .where({ tenantId: context.tenantId, bsuid })
    .whereNot({ id: exceptId })
    .patch({ bsuid: null })
}

/** Removes a contact; the row stays for the conversations that name it. False when there is no such contact. */
export async function removeContact(context: Context, id: string): Promise<boolean> {
  const now = context.now()
  const gone = { removedAt: now, verifiedAt: null, codeHash: null, codeExpiresAt: null, bsuid: null, updatedAt: now }
  return (await ofTenant(context).where({ id }).patch(gone)) > 0
}

/** The proved contacts who were asked about an approval, in the order in which their conversations are locked. */
export async function listAsked(context: Context, approvalId: string): Promise<OwnerContactModel[]> {
  return await ofTenant(context)
    .whereNotNull('verifiedAt')
    .whereRaw(
      'exists (select 1 from owner_actions a where a.tenant_id = ? and a.approval_id = ? and a.owner_contact_id = owner_contacts.id)',
      [context.tenantId, approvalId]
    )
    .orderBy('id')
}
