import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

// One email signs in to one business: it is unique across all tenants, whatever its letter case. Emails are stored in
// lower case and looked up as they are: a policy keeps conditions on lower() from using an index.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table auth_users (
      id uuid not null default gen_random_uuid() constraint auth_users_pkey primary key,
      tenant_id uuid not null constraint auth_users_tenant_id_fkey references tenants (id) on delete cascade,
      email varchar not null,
      hashed_password text not null,
      role varchar not null default 'owner',
      is_active boolean not null default true,
      email_verified boolean not null default false,
      last_login_at timestamptz,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint auth_users_role_check check (role in ('owner', 'staff'))
    );
    create unique index auth_users_email_key on auth_users (lower(email));
    create index idx_auth_users_email on auth_users (email);
    create index idx_auth_users_tenant on auth_users (tenant_id);

    alter table auth_users enable row level security;
    alter table auth_users force row level security;
    create policy auth_users_tenant on auth_users
      using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system')
      with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system');
  `)
  const { rows } = await knex.raw('select 1 from pg_roles where rolname = ?', [appRole])
  if (rows.length > 0) await knex.raw('grant select, insert, update, delete on auth_users to ??', [appRole])
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table auth_users')
}
