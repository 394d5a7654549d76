import type { Knex } from 'knex'

// How a contact proves her phone: she sends the code from it, so wrong codes are counted; the user id that came along finds
// her when her number is hidden. A removed contact keeps her row: conversations refer to it.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table owner_contacts
      add column bsuid varchar,
      add column code_tries integer not null default 0,
      add column removed_at timestamptz;
    create unique index owner_contacts_bsuid_key on owner_contacts (tenant_id, bsuid) where bsuid is not null;
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table owner_contacts drop column bsuid, drop column code_tries, drop column removed_at;
  `)
}
