import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

// Who books. The phone may be missing: people who write under a WhatsApp username show none (see
// customer_identities).
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table customers (
      id uuid not null default gen_random_uuid() constraint customers_pkey primary key,
      tenant_id uuid not null constraint customers_tenant_id_fkey references tenants (id) on delete cascade,
      first_name varchar,
      last_name varchar,
      email varchar,
      phone varchar,
      whatsapp_optin boolean not null default false,
      whatsapp_optin_date timestamptz,
      source varchar not null,
      notes text,
      handler varchar not null default 'bot',
      bot_paused_until timestamptz,
      search_text text not null default '',
      merged_into_id uuid,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint customers_tenant_id_key unique (tenant_id, id),
      constraint customers_phone_key unique (tenant_id, phone),
      constraint customers_merged_into_id_fkey foreign key (tenant_id, merged_into_id)
        references customers (tenant_id, id),
      constraint customers_merged_into_id_check check (merged_into_id <> id),
      constraint customers_source_check check (source in ('landing_page', 'whatsapp', 'referral', 'direct')),
      constraint customers_handler_check check (handler in ('bot', 'human'))
    );
    create index idx_customers_tenant on customers (tenant_id);
    create index idx_customers_phone on customers (tenant_id, phone);
    create index idx_customers_merged_into on customers (merged_into_id) where merged_into_id is not null;

    alter table customers enable row level security;
    alter table customers force row level security;
    create policy customers_tenant on customers
      using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system')
      with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system');
  `)
  const { rows } = await knex.raw('select 1 from pg_roles where rolname = ?', [appRole])
  if (rows.length > 0) await knex.raw('grant select, insert, update, delete on customers to ??', [appRole])
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table customers')
}
