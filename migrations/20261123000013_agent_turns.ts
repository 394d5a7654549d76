import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

// What one run of the agent understood, decided and said, and what it cost (millionths of a US dollar).
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table agent_turns (
      id uuid not null default gen_random_uuid() constraint agent_turns_pkey primary key,
      tenant_id uuid not null constraint agent_turns_tenant_id_fkey references tenants (id) on delete cascade,
      conversation_id uuid not null,
      epoch bigint not null,
      status varchar not null,
      understander varchar,
      understood jsonb,
      decided jsonb,
      said jsonb,
      model varchar,
      input_tokens integer not null default 0,
      output_tokens integer not null default 0,
      cost_micro_usd bigint not null default 0,
      latency_ms integer,
      created_at timestamptz not null default now(),
      constraint agent_turns_conversation_id_fkey foreign key (tenant_id, conversation_id)
        references conversations (tenant_id, id) on delete cascade,
      constraint agent_turns_status_check check (status in ('committed', 'stale', 'failed'))
    );
    create index idx_agent_turns_conversation on agent_turns (conversation_id, created_at);
    create index idx_agent_turns_tenant on agent_turns (tenant_id, created_at);

    alter table agent_turns enable row level security;
    alter table agent_turns force row level security;
    create policy agent_turns_tenant on agent_turns
      using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system')
      with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system');
  `)
  const { rows } = await knex.raw('select 1 from pg_roles where rolname = ?', [appRole])
  if (rows.length > 0) await knex.raw('grant select, insert, update, delete on agent_turns to ??', [appRole])
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table agent_turns')
}
