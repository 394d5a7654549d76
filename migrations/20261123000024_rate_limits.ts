import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

// Counters of limits that hold across processes. A key is a SHA-256 in hex: neither addresses nor emails are kept.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table rate_limits (
      key varchar not null constraint rate_limits_pkey primary key,
      points integer not null,
      expires_at timestamptz not null
    );
    create index idx_rate_limits_expires on rate_limits (expires_at);

    alter table rate_limits enable row level security;
    alter table rate_limits force row level security;
    create policy rate_limits_system on rate_limits
      using (current_setting('app.scope', true) = 'system')
      with check (current_setting('app.scope', true) = 'system');
  `)
  const { rows } = await knex.raw('select 1 from pg_roles where rolname = ?', [appRole])
  if (rows.length > 0) await knex.raw('grant select, insert, update, delete on rate_limits to ??', [appRole])
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table rate_limits')
}
