import type { Knex } from 'knex'

// Access tokens that are older than tokens_valid_from no longer count: it moves when the password changes. The unique
// key lets children name their tenant in the foreign key.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table auth_users
      add column tokens_valid_from timestamptz,
      add constraint auth_users_tenant_id_key unique (tenant_id, id);
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table auth_users drop constraint auth_users_tenant_id_key, drop column tokens_valid_from')
}
