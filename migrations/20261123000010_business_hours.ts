import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

// Opening intervals in the tenant's own time zone; weekday 0 is Sunday. One that ends at midnight closes at 24:00.
// Intervals of one day may touch, not overlap.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table business_hours (
      id uuid not null default gen_random_uuid() constraint business_hours_pkey primary key,
      tenant_id uuid not null constraint business_hours_tenant_id_fkey references tenants (id) on delete cascade,
      weekday smallint not null,
      opens time not null,
      closes time not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint business_hours_weekday_check check (weekday between 0 and 6),
      constraint business_hours_time_check check (closes > opens),
      constraint business_hours_overlap_excl exclude using gist (tenant_id with =, weekday with =,
        int4range(extract(epoch from opens)::integer, extract(epoch from closes)::integer) with &&)
    );

    alter table business_hours enable row level security;
    alter table business_hours force row level security;
    create policy business_hours_tenant on business_hours
      using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system')
      with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system');
  `)
  const { rows } = await knex.raw('select 1 from pg_roles where rolname = ?', [appRole])
  if (rows.length > 0) await knex.raw('grant select, insert, update, delete on business_hours to ??', [appRole])
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table business_hours')
}
