import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

// The names under which WhatsApp knows a customer; values are kept as Meta sends them.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table customer_identities (
      id uuid not null default gen_random_uuid() constraint customer_identities_pkey primary key,
      tenant_id uuid not null constraint customer_identities_tenant_id_fkey references tenants (id) on delete cascade,
      customer_id uuid not null,
      kind varchar not null,
      value text not null,
      created_at timestamptz not null default now(),
      constraint customer_identities_value_key unique (tenant_id, kind, value),
      constraint customer_identities_customer_id_fkey foreign key (tenant_id, customer_id)
        references customers (tenant_id, id) on delete cascade,
      constraint customer_identities_kind_check check (kind in ('phone', 'bsuid', 'parent_bsuid'))
    );
    create index idx_customer_identities_customer on customer_identities (customer_id);

    alter table customer_identities enable row level security;
    alter table customer_identities force row level security;
    create policy customer_identities_tenant on customer_identities
      using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system')
      with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system');
  `)
  const { rows } = await knex.raw('select 1 from pg_roles where rolname = ?', [appRole])
  if (rows.length > 0) await knex.raw('grant select, insert, update, delete on customer_identities to ??', [appRole])
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table customer_identities')
}
