import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

// Phones from which the business's own people decide over WhatsApp, once proved by a one-time code (kept hashed).
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table owner_contacts (
      id uuid not null default gen_random_uuid() constraint owner_contacts_pkey primary key,
      tenant_id uuid not null constraint owner_contacts_tenant_id_fkey references tenants (id) on delete cascade,
      name varchar,
      phone varchar not null,
      verified_at timestamptz,
      code_hash text,
      code_expires_at timestamptz,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint owner_contacts_tenant_id_key unique (tenant_id, id),
      constraint owner_contacts_phone_key unique (tenant_id, phone)
    );

    alter table owner_contacts enable row level security;
    alter table owner_contacts force row level security;
    create policy owner_contacts_tenant on owner_contacts
      using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system')
      with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system');
  `)
  const { rows } = await knex.raw('select 1 from pg_roles where rolname = ?', [appRole])
  if (rows.length > 0) await knex.raw('grant select, insert, update, delete on owner_contacts to ??', [appRole])
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table owner_contacts')
}
