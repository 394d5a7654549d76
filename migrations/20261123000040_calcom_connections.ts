import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

// A business's connection to Cal.com: its id is part of the address to which Cal.com sends this business's webhooks, as
// their bodies name no business. The secret that signs them is sealed.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table calcom_connections (
      id uuid not null default gen_random_uuid() constraint calcom_connections_pkey primary key,
      tenant_id uuid not null constraint calcom_connections_tenant_id_fkey references tenants (id) on delete cascade,
      base_url text not null,
      username varchar,
      calcom_user jsonb,
      webhook_id varchar,
      webhook_secret text,
      status varchar not null default 'connecting',
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint calcom_connections_tenant_id_key unique (tenant_id),
      constraint calcom_connections_tenant_id_id_key unique (tenant_id, id),
      constraint calcom_connections_status_check check (status in ('connecting', 'connected', 'disconnected')),
      constraint calcom_connections_connected_check
        check (status <> 'connected' or (webhook_id is not null and webhook_secret is not null))
    );

    alter table calcom_connections enable row level security;
    alter table calcom_connections force row level security;
    create policy calcom_connections_tenant on calcom_connections
      using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system')
      with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system');
  `)
  const { rows } = await knex.raw('select 1 from pg_roles where rolname = ?', [appRole])
  if (rows.length > 0) await knex.raw('grant select, insert, update, delete on calcom_connections to ??', [appRole])
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table calcom_connections')
}
