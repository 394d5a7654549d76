import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

// Proof that a person allowed her data to be kept (Ley 1581 of 2012): which text she accepted, where and when. The proof is
// a message's id from WhatsApp, or a keyed hash of the address from which the form came.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table customer_consents (
      id uuid not null default gen_random_uuid() constraint customer_consents_pkey primary key,
      tenant_id uuid not null constraint customer_consents_tenant_id_fkey references tenants (id) on delete cascade,
      customer_id uuid not null,
      text_version varchar not null,
      channel varchar not null,
      wamid text,
      address_hash text,
      created_at timestamptz not null default now(),
      constraint customer_consents_customer_id_fkey foreign key (tenant_id, customer_id)
        references customers (tenant_id, id) on delete cascade,
      constraint customer_consents_channel_check check (channel in ('landing_page', 'whatsapp', 'direct'))
    );
    create index idx_customer_consents_customer on customer_consents (customer_id, created_at);

    alter table customer_consents enable row level security;
    alter table customer_consents force row level security;
    create policy customer_consents_tenant on customer_consents
      using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system')
      with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system');
  `)
  const { rows } = await knex.raw('select 1 from pg_roles where rolname = ?', [appRole])
  if (rows.length > 0) await knex.raw('grant select, insert, update, delete on customer_consents to ??', [appRole])
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table customer_consents')
}
