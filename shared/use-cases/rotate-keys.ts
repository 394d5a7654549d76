import type { Context } from '../context.ts'
import { decrypt, encrypt, keyIdOf } from '../crypto.ts'

/** Every column that holds a sealed secret for long. */
export const sealedColumns = [
  ['tenants', 'whatsapp_access_token'],
  ['tenants', 'whatsapp_app_secret'],
  ['tenants', 'calcom_api_key'],
  ['calcom_connections', 'webhook_secret']
] as const

/**
 * Seals again, with the first of ENCRYPTION_KEYS, what an older key sealed. Works twice; a value that changes meanwhile is
 * left as it is. Returns how many were sealed anew. Throws when a value was sealed with a key that is no longer given.
 * System scope.
 */
export async function rotateKeys(context: Context): Promise<number> {
  const keys = context.config.ENCRYPTION_KEYS
  const current = keys.split(':')[0] ?? ''
  let sealed = 0
  for (const [table, column] of sealedColumns) {
    const { rows } = await context.db.raw<{ rows: { id: string; value: string }[] }>(
      'select id, ?? as value from ?? where ?? is not null and ?? not like ?',
      [column, table, column, column, `v1.${current}.%`]
    )
    for (const { id, value } of rows) {
      if (keyIdOf(value) === current) continue
      const { rowCount } = await context.db.raw<{ rowCount: number }>('update ?? set ?? = ? where id = ? and ?? = ?', [
        table,
        column,
        encrypt(decrypt(value, keys), keys),
        id,
        column,
        value
      ])
      sealed += rowCount
    }
  }
  return sealed
}
