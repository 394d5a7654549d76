import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

// What the owner has answered once and for all: the agent answers questions from these rows and from nothing else.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table faq_entries (
      id uuid not null default gen_random_uuid() constraint faq_entries_pkey primary key,
      tenant_id uuid not null constraint faq_entries_tenant_id_fkey references tenants (id) on delete cascade,
      question text not null,
      answer text not null,
      is_active boolean not null default true,
      display_order integer not null default 0,
      search_text text not null default '',
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint faq_entries_tenant_id_key unique (tenant_id, id)
    );
    create index idx_faq_entries_tenant on faq_entries (tenant_id, display_order);

    alter table faq_entries enable row level security;
    alter table faq_entries force row level security;
    create policy faq_entries_tenant on faq_entries
      using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system')
      with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system');
  `)
  const { rows } = await knex.raw('select 1 from pg_roles where rolname = ?', [appRole])
  if (rows.length > 0) await knex.raw('grant select, insert, update, delete on faq_entries to ??', [appRole])
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table faq_entries')
}
