import type { Context } from '../context.ts'
import { decrypt } from '../crypto.ts'
import { lockOwnerConversation } from '../repositories/owner-conversations.ts'
import { takeSealedCodes } from '../repositories/password-resets.ts'
import { resetCodeText } from '../texts/owner-notices.ts'
import { textMessage } from './interactive.ts'
import { sayToOwner } from './owner-line.ts'

/**
 * Sends the codes for a forgotten password to the phone of the owner contact that they are for (RULINGS 34), as soon as
 * her window is open: now, or with her next word. Each goes once, and is then kept only as its hash.
 */
export async function handOverResetCodes(context: Context, contactId: string): Promise<void> {
  const line = await lockOwnerConversation(context, contactId)
  const endsAt = line?.serviceWindowExpiresAt
  if (!line || !endsAt || endsAt <= context.now()) return
  for (const { id, sealed } of await takeSealedCodes(context, contactId)) {
    const code = decrypt(sealed, context.config.ENCRYPTION_KEYS)
    await sayToOwner(context, line.id, textMessage(resetCodeText(code)), `password_reset:${id}`)
  }
}
