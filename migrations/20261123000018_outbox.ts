import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

// Wake-ups written in the transaction whose effects they announce. Anybody may add one, in any scope or none; only
// the system scope sees them, so an insert with RETURNING is refused elsewhere.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table outbox (
      id bigint generated always as identity constraint outbox_pkey primary key,
      queue varchar not null,
      job varchar not null,
      data jsonb not null default '{}',
      dedupe_id text,
      due_at timestamptz not null default now(),
      tries integer not null default 0,
      last_error text,
      dead boolean not null default false,
      created_at timestamptz not null default now()
    );
    create index idx_outbox_open on outbox (id) include (created_at) where not dead;

    alter table outbox enable row level security;
    alter table outbox force row level security;
    create policy outbox_system on outbox
      using (current_setting('app.scope', true) = 'system')
      with check (current_setting('app.scope', true) = 'system');
    create policy outbox_insert on outbox for insert with check (true);
  `)
  const { rows } = await knex.raw('select 1 from pg_roles where rolname = ?', [appRole])
  if (rows.length === 0) return
  await knex.raw('grant select, insert, update, delete on outbox to ??', [appRole])
  await knex.raw('grant usage on sequence outbox_id_seq to ??', [appRole])
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table outbox')
}
