import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

// What was answered under an Idempotency-Key. answer is null while the request still runs; request_hash is SHA-256 in
// hex. A key belongs to one operation of one tenant.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table idempotency_keys (
      tenant_id uuid not null constraint idempotency_keys_tenant_id_fkey references tenants (id) on delete cascade,
      key varchar not null,
      operation varchar not null,
      request_hash varchar not null,
      run_id uuid not null,
      answer json,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      constraint idempotency_keys_pkey primary key (tenant_id, key, operation),
      constraint idempotency_keys_key_check check (length(key) between 1 and 255)
    );
    create index idx_idempotency_keys_expires on idempotency_keys (expires_at);

    alter table idempotency_keys enable row level security;
    alter table idempotency_keys force row level security;
    create policy idempotency_keys_tenant on idempotency_keys
      using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system')
      with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system');
  `)
  const { rows } = await knex.raw('select 1 from pg_roles where rolname = ?', [appRole])
  if (rows.length > 0) await knex.raw('grant select, insert, update, delete on idempotency_keys to ??', [appRole])
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table idempotency_keys')
}
