import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

// The businesses. Columns that end in token, key or secret hold encrypted text, except the webhook verify token.
// `daviviplata_number` keeps the specification's spelling; code and API say daviplata.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table tenants (
      id uuid not null default gen_random_uuid() constraint tenants_pkey primary key,
      slug varchar not null,
      business_name varchar not null,
      description text,
      email varchar not null,
      phone varchar,
      address text,
      timezone varchar not null default 'America/Bogota',
      whatsapp_phone_number varchar,
      whatsapp_phone_number_id varchar,
      whatsapp_access_token text,
      whatsapp_waba_id varchar,
      whatsapp_webhook_verify_token varchar,
      whatsapp_app_id varchar,
      whatsapp_app_secret text,
      whatsapp_status varchar not null default 'not_connected',
      whatsapp_status_reason text,
      whatsapp_paused_until timestamptz,
      calcom_api_key text,
      calcom_username varchar,
      calcom_base_url text,
      calcom_user jsonb,
      nequi_number varchar,
      daviviplata_number varchar,
      payment_methods jsonb not null default '[]',
      brand_settings jsonb not null default '{}',
      policies jsonb not null default '{}',
      status varchar not null default 'inactive',
      onboarding_completed boolean not null default false,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint tenants_slug_key unique (slug),
      constraint tenants_whatsapp_phone_number_id_key unique (whatsapp_phone_number_id),
      constraint tenants_slug_check check (slug ~ '^[a-z0-9-]+$'),
      constraint tenants_email_check check (email ~ '^[^@[:space:]]+@[^@[:space:]]+[.][^@[:space:].]+$'),
      constraint tenants_status_check check (status in ('active', 'suspended', 'inactive')),
      constraint tenants_whatsapp_status_check
        check (whatsapp_status in ('not_connected', 'connecting', 'connected', 'token_dead', 'blocked'))
    );
    create unique index tenants_email_key on tenants (lower(email));
    create index idx_tenants_slug on tenants (slug);
    create index idx_tenants_status on tenants (status);
    create index idx_tenants_email on tenants (email);

    alter table tenants enable row level security;
    alter table tenants force row level security;
    create policy tenants_tenant on tenants
      using (id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system')
      with check (id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system');
  `)
  const { rows } = await knex.raw('select 1 from pg_roles where rolname = ?', [appRole])
  if (rows.length > 0) await knex.raw('grant select, insert, update, delete on tenants to ??', [appRole])
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table tenants')
}
