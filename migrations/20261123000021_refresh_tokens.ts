import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

// Refresh tokens, as SHA-256 in hex. Each use replaces a token by the next one of its family (one sign-in); rotated rows
// stay until they expire, because using one again gives the theft away and revokes the family.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table refresh_tokens (
      id uuid not null default gen_random_uuid() constraint refresh_tokens_pkey primary key,
      tenant_id uuid not null constraint refresh_tokens_tenant_id_fkey references tenants (id) on delete cascade,
      user_id uuid not null,
      family_id uuid not null,
      token_hash varchar not null,
      expires_at timestamptz not null,
      rotated_at timestamptz,
      revoked_at timestamptz,
      created_at timestamptz not null default now(),
      constraint refresh_tokens_token_hash_key unique (token_hash),
      constraint refresh_tokens_user_id_fkey foreign key (tenant_id, user_id)
        references auth_users (tenant_id, id) on delete cascade
    );
    create index idx_refresh_tokens_user on refresh_tokens (tenant_id, user_id);
    create index idx_refresh_tokens_family on refresh_tokens (family_id);
    create index idx_refresh_tokens_expires on refresh_tokens (expires_at);

    alter table refresh_tokens enable row level security;
    alter table refresh_tokens force row level security;
    create policy refresh_tokens_tenant on refresh_tokens
      using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system')
      with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system');
  `)
  const { rows } = await knex.raw('select 1 from pg_roles where rolname = ?', [appRole])
  if (rows.length > 0) await knex.raw('grant select, insert, update, delete on refresh_tokens to ??', [appRole])
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table refresh_tokens')
}
