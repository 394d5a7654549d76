import { asObject, cleanText, toPhone } from './inbound-message.ts'

/** A person's ids before and after; empty lists where Meta does not say. */
export type IdentityChange = Readonly<{
  oldPhone: string | null
  newPhone: string | null
  oldBsuids: readonly string[]
  newBsuid: string | null
}>

const texts = (...values: unknown[]): string[] =>
  values.map(value => cleanText(value, 200)).filter((value): value is string => value !== null)

/**
 * Reads a `system` message: `user_changed_number` (the number and with it the user id) or `user_changed_user_id`.
 * Null for the other system messages, which change nobody's id. Source: Meta, system messages; business-scoped user ids.
 */
export function readSystemMessage(message: unknown): IdentityChange | null {
  const { from, from_user_id, system: raw } = asObject(message)
  const system = asObject(raw)
  if (system.type === 'user_changed_number')
    return {
      oldPhone: toPhone(from),
      newPhone: toPhone(system.wa_id ?? system.new_wa_id),
      oldBsuids: texts(from_user_id, system.previous_user_id),
      newBsuid: texts(system.user_id)[0] ?? null
    }
  if (system.type === 'user_changed_user_id') {
    const newBsuid = texts(system.user_id)[0] ?? null
    return {
      oldPhone: toPhone(from) ?? toPhone(system.wa_id),
      newPhone: toPhone(system.wa_id),
      oldBsuids: texts(system.previous_user_id, from_user_id).filter(id => id !== newBsuid),
      newBsuid
    }
  }
  return null
}

/** Reads an element of the `user_id_update` field. */
export function readUserIdUpdate(item: unknown): IdentityChange {
  const { wa_id, user_id } = asObject(item)
  const { previous, current } = asObject(user_id)
  const phone = toPhone(wa_id)
  return { oldPhone: phone, newPhone: phone, oldBsuids: texts(previous), newBsuid: texts(current)[0] ?? null }
}
