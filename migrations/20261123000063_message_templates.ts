import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

// The templates of a business's WhatsApp account and how their review stands. `checked_at` is when Meta last said so.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table message_templates (
      id uuid not null default gen_random_uuid() constraint message_templates_pkey primary key,
      tenant_id uuid not null constraint message_templates_tenant_id_fkey references tenants (id) on delete cascade,
      waba_id varchar not null,
      name varchar not null,
      language varchar not null,
      category varchar not null,
      meta_template_id varchar,
      status varchar not null,
      reason text,
      checked_at timestamptz,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint message_templates_name_key unique (tenant_id, waba_id, name, language),
      constraint message_templates_status_check
        check (status in ('pending', 'approved', 'rejected', 'paused', 'disabled', 'refused'))
    );

    alter table message_templates enable row level security;
    alter table message_templates force row level security;
    create policy message_templates_tenant on message_templates
      using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system')
      with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system');
  `)
  const { rows } = await knex.raw('select 1 from pg_roles where rolname = ?', [appRole])
  if (rows.length > 0) await knex.raw('grant select, insert, update, delete on message_templates to ??', [appRole])
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table message_templates')
}
