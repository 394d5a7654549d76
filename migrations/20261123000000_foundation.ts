import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

/** SQLSTATEs: the host forbids it, the role exists, another database of the same server made it this moment. */
const harmless = ['42501', '42710', '23505']

/**
 * What the tables need: an index type, and a role without rights of its own. A login role that bypasses row-level
 * security (a superuser, many hosts' only role) switches to that role in every transaction; a plain login role is used
 * itself, so it does no harm that it may not create one.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('create extension if not exists btree_gist')
  const { rows } = await knex.raw(
    `select from pg_roles where rolname = current_user and (rolsuper or rolcreaterole)
       and not exists (select from pg_roles where rolname = ?)`,
    [appRole]
  )
  if (rows.length === 0) return
  try {
    // A savepoint, so that a refusal does not end the migration's own transaction.
    await knex.transaction(async savepoint => {
      await savepoint.raw('create role ?? nologin', [appRole])
      await savepoint.raw('grant ?? to current_user', [appRole])
    })
  } catch (error) {
    if (!harmless.includes((error as { code?: string }).code ?? '')) throw error
  }
}

/** Both stay: the role belongs to the whole server, and the extension may have been there before us. */
export async function down(): Promise<void> {}
