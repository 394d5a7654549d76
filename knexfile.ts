import { fileURLToPath } from 'node:url'
import type { Knex } from 'knex'

/** Migrations run through `npm run migrate`; this file is for the knex command line and for tests. */
const config: Knex.Config = {
  client: 'pg',
  connection: process.env.DATABASE_URL ?? {},
  migrations: {
    directory: fileURLToPath(new URL('migrations', import.meta.url)),
    extension: 'ts',
    loadExtensions: ['.ts'],
    tableName: 'schema_migrations'
  }
}

export default config
