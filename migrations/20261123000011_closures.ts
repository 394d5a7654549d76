import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

// Days on which the business is closed whatever its hours say; both ends count, in the tenant's own time zone.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table closures (
      id uuid not null default gen_random_uuid() constraint closures_pkey primary key,
      tenant_id uuid not null constraint closures_tenant_id_fkey references tenants (id) on delete cascade,
      starts_on date not null,
      ends_on date not null,
      reason text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint closures_dates_check check (ends_on >= starts_on)
    );
    create index idx_closures_tenant on closures (tenant_id, starts_on);

    alter table closures enable row level security;
    alter table closures force row level security;
    create policy closures_tenant on closures
      using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system')
      with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system');
  `)
  const { rows } = await knex.raw('select 1 from pg_roles where rolname = ?', [appRole])
  if (rows.length > 0) await knex.raw('grant select, insert, update, delete on closures to ??', [appRole])
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table closures')
}
