import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

// What can be booked. services_tenant_id_key lets children name their tenant in the foreign key: row-level security
// does not apply to foreign key checks, so a plain one would accept a row of another tenant. The same holds for all
// tables.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table services (
      id uuid not null default gen_random_uuid() constraint services_pkey primary key,
      tenant_id uuid not null constraint services_tenant_id_fkey references tenants (id) on delete cascade,
      name varchar not null,
      description text,
      duration_minutes integer not null,
      buffer_before_minutes integer not null default 0,
      buffer_after_minutes integer not null default 0,
      price_amount numeric(12,2) not null,
      price_currency varchar not null default 'COP',
      deposit_kind varchar,
      deposit_amount numeric(12,2),
      calcom_event_type_id integer,
      display_order integer not null default 0,
      is_active boolean not null default true,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint services_tenant_id_key unique (tenant_id, id),
      constraint services_duration_minutes_check check (duration_minutes > 0),
      constraint services_buffer_before_minutes_check check (buffer_before_minutes >= 0),
      constraint services_buffer_after_minutes_check check (buffer_after_minutes >= 0),
      constraint services_price_amount_check check (price_amount >= 0),
      constraint services_deposit_kind_check check (deposit_kind in ('percent', 'fixed')),
      constraint services_deposit_amount_check
        check (deposit_amount >= 0 and (deposit_kind is distinct from 'percent' or deposit_amount <= 100))
    );
    create unique index services_active_name_key on services (tenant_id, lower(name)) where is_active;
    create index idx_services_tenant on services (tenant_id);
    create index idx_services_active on services (tenant_id, is_active);

    alter table services enable row level security;
    alter table services force row level security;
    create policy services_tenant on services
      using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system')
      with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system');
  `)
  const { rows } = await knex.raw('select 1 from pg_roles where rolname = ?', [appRole])
  if (rows.length > 0) await knex.raw('grant select, insert, update, delete on services to ??', [appRole])
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table services')
}
