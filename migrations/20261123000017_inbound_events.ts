import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

// The ledger: what providers sent, kept before it is acknowledged. Whose it is is found later, so ingress may insert
// without a scope; reading, and so RETURNING or ON CONFLICT (event_key), needs one. payload is json: jsonb refuses
// NUL.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table inbound_events (
      id bigint generated always as identity constraint inbound_events_pkey primary key,
      event_key text not null constraint inbound_events_event_key_key unique,
      kind varchar not null,
      mailbox_key text,
      phone_number_id text,
      waba_id text,
      external_id text,
      tenant_id uuid constraint inbound_events_tenant_id_fkey references tenants (id) on delete cascade,
      occurred_at timestamptz not null,
      payload json not null,
      fate varchar,
      fate_reason text,
      received_at timestamptz not null default now(),
      finished_at timestamptz,
      constraint inbound_events_fate_check check (fate in ('processed', 'duplicate', 'ignored', 'waiting', 'orphan',
        'unknown_tenant', 'unknown', 'failed'))
    );
    create index idx_inbound_events_open on inbound_events (mailbox_key, occurred_at, id) where fate is null;
    create index idx_inbound_events_open_received on inbound_events (received_at) where fate is null;
    create index idx_inbound_events_waiting on inbound_events (external_id) where fate = 'waiting';
    create index idx_inbound_events_failed on inbound_events (received_at) where fate = 'failed';
    create index idx_inbound_events_tenant on inbound_events (tenant_id, received_at);

    alter table inbound_events enable row level security;
    alter table inbound_events force row level security;
    create policy inbound_events_tenant on inbound_events
      using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system')
      with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system');
    create policy inbound_events_insert on inbound_events for insert with check (true);
  `)
  const { rows } = await knex.raw('select 1 from pg_roles where rolname = ?', [appRole])
  if (rows.length === 0) return
  await knex.raw('grant select, insert, update, delete on inbound_events to ??', [appRole])
  await knex.raw('grant usage on sequence inbound_events_id_seq to ??', [appRole])
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table inbound_events')
}
