import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

// One POST to the Graph API each. A status webhook names the attempt; the failure of an older one fails nothing.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table message_attempts (
      id uuid not null default gen_random_uuid() constraint message_attempts_pkey primary key,
      tenant_id uuid not null constraint message_attempts_tenant_id_fkey references tenants (id) on delete cascade,
      message_id uuid not null,
      attempt integer not null,
      wamid text,
      state varchar not null default 'sending',
      error_code integer,
      error_message text,
      started_at timestamptz not null default now(),
      finished_at timestamptz,
      constraint message_attempts_attempt_key unique (message_id, attempt),
      constraint message_attempts_wamid_key unique (tenant_id, wamid),
      constraint message_attempts_message_id_fkey foreign key (tenant_id, message_id)
        references messages (tenant_id, id) on delete cascade,
      constraint message_attempts_state_check check (state in ('sending', 'sent', 'failed', 'ambiguous'))
    );

    alter table message_attempts enable row level security;
    alter table message_attempts force row level security;
    create policy message_attempts_tenant on message_attempts
      using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system')
      with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system');
  `)
  const { rows } = await knex.raw('select 1 from pg_roles where rolname = ?', [appRole])
  if (rows.length > 0) await knex.raw('grant select, insert, update, delete on message_attempts to ??', [appRole])
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table message_attempts')
}
