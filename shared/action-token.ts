import { createHmac } from 'node:crypto'
import { equalInConstantTime } from './crypto.ts'
import { ACTION_PREFIX } from './domain/owner-action.ts'

/** What a button's id vouches for. `id` is random and used once: the nonce. */
export type SignedAction = Readonly<{
  id: string
  tenantId: string
  approvalId: string
  kind: string
  /** The owner contact or the customer. */
  personId: string
}>

const UUID = /^[0-9a-f]{32}$/

/**
 * The id of a button: `act:<nonce>.<mac>`, 61 characters (Meta takes 256 in a button, 200 in a row). The mac is 128 bits of
 * HMAC-SHA256 under a key of its own, over everything that the button does and for whom.
 */
export function signAction(secret: string, action: SignedAction): string {
  return `${ACTION_PREFIX}${action.id.replaceAll('-', '')}.${macOf(secret, action)}`
}

/** The nonce of a button's id, not yet proved; null when it is no such id at all. */
export function actionIdOf(buttonId: string): string | null {
  const [nonce = ''] = buttonId.slice(ACTION_PREFIX.length).split('.')
  if (!buttonId.startsWith(ACTION_PREFIX) || !UUID.test(nonce)) return null
  return nonce.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** Whether a button's id is the one that we made for this action. */
export const isSigned = (secret: string, buttonId: string, action: SignedAction): boolean =>
  equalInConstantTime(buttonId, signAction(secret, action))

function macOf(secret: string, { id, tenantId, approvalId, kind, personId }: SignedAction): string {
  const key = createHmac('sha256', secret).update('cuadra:owner-action').digest()
  const text = [id, tenantId, approvalId, kind, personId].join(':')
  return createHmac('sha256', key).update(text).digest().subarray(0, 16).toString('base64url')
}
