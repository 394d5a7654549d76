import { readdir } from 'node:fs/promises'
import type { Knex } from 'knex'

const folder = new URL('../../migrations/', import.meta.url)

/** The names of migrations that this code has and the database has not. Throws when Postgres does not answer. */
export async function findMissingMigrations(knex: Knex): Promise<string[]> {
  const files = (await readdir(folder)).filter(name => name.endsWith('.ts'))
  const { rows: tables } = await knex.raw<{ rows: { found: boolean }[] }>(
    `select to_regclass('schema_migrations') is not null as found`
  )
  if (!tables[0]?.found) return files
  const { rows } = await knex.raw<{ rows: { name: string }[] }>('select name from schema_migrations')
  const done = new Set(rows.map(row => row.name))
  return files.filter(name => !done.has(name))
}
