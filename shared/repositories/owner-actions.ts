import { signAction } from '../action-token.ts'
import type { Context } from '../context.ts'
import type { ActionPerson, OwnerActionKind } from '../domain/owner-action.ts'
import { OwnerActionModel } from '../models/owner-action-model.ts'

const ofTenant = (context: Context) => OwnerActionModel.query(context.db).where({ tenantId: context.tenantId })

/** Writes what a button will do, once, for one person. Returns the button's id. */
export async function addAction(
  context: Context,
  approvalId: string,
  person: ActionPerson,
  kind: OwnerActionKind,
  data: Readonly<Record<string, unknown>> = {}
): Promise<string> {
  const id = context.newId()
  const { tenantId } = context
  await OwnerActionModel.query(context.db).insert({
    id,
    tenantId,
    approvalId,
    ...person,
    kind,
    data,
    createdAt: context.now()
  })
  const personId = 'customerId' in person ? person.customerId : person.ownerContactId
  return signAction(context.config.JWT_SECRET, { id, tenantId, approvalId, kind, personId })
}

export async function getAction(context: Context, id: string): Promise<OwnerActionModel | undefined> {
  return await ofTenant(context).where({ id }).first()
}

/** Uses a button up. False when it was used before: of two taps at once one gets true. */
export async function useAction(context: Context, id: string): Promise<boolean> {
  return (await ofTenant(context).where({ id }).whereNull('usedAt').patch({ usedAt: context.now() })) > 0
}
