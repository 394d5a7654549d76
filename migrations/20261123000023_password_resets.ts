import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

// One-time codes for a forgotten password. code_hash is an HMAC; sealed_code is the code itself, encrypted, until it has
// been handed to the owner's WhatsApp, and then null.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table password_resets (
      id uuid not null default gen_random_uuid() constraint password_resets_pkey primary key,
      tenant_id uuid not null constraint password_resets_tenant_id_fkey references tenants (id) on delete cascade,
      user_id uuid not null,
      owner_contact_id uuid not null,
      code_hash varchar not null,
      sealed_code text,
      attempts integer not null default 0,
      expires_at timestamptz not null,
      used_at timestamptz,
      created_at timestamptz not null default now(),
      constraint password_resets_user_id_fkey foreign key (tenant_id, user_id)
        references auth_users (tenant_id, id) on delete cascade,
      constraint password_resets_owner_contact_id_fkey foreign key (tenant_id, owner_contact_id)
        references owner_contacts (tenant_id, id) on delete cascade
    );
    create index idx_password_resets_user on password_resets (tenant_id, user_id, created_at desc);
    create index idx_password_resets_expires on password_resets (expires_at);

    alter table password_resets enable row level security;
    alter table password_resets force row level security;
    create policy password_resets_tenant on password_resets
      using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system')
      with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system');
  `)
  const { rows } = await knex.raw('select 1 from pg_roles where rolname = ?', [appRole])
  if (rows.length > 0) await knex.raw('grant select, insert, update, delete on password_resets to ??', [appRole])
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table password_resets')
}
