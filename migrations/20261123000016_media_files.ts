import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

// Files in storage. A pending one is known by the provider's id (source_media_id) and not fetched yet.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table media_files (
      id uuid not null default gen_random_uuid() constraint media_files_pkey primary key,
      tenant_id uuid not null constraint media_files_tenant_id_fkey references tenants (id) on delete cascade,
      file_key varchar,
      file_url text,
      file_type varchar,
      file_size_bytes integer,
      sha256 text,
      source_media_id text,
      entity_type varchar not null,
      entity_id uuid,
      state varchar not null default 'stored',
      uploaded_by uuid,
      created_at timestamptz not null default now(),
      constraint media_files_file_size_bytes_check check (file_size_bytes >= 0),
      constraint media_files_entity_type_check check (entity_type in ('booking', 'tenant', 'message')),
      constraint media_files_state_check check (state in ('pending', 'stored', 'failed', 'deleted')),
      constraint media_files_stored_check check (state <> 'stored' or file_key is not null)
    );
    create index idx_media_tenant on media_files (tenant_id);
    create index idx_media_entity on media_files (entity_type, entity_id);
    create index idx_media_pending on media_files (created_at) where state = 'pending';

    alter table media_files enable row level security;
    alter table media_files force row level security;
    create policy media_files_tenant on media_files
      using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system')
      with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system');
  `)
  const { rows } = await knex.raw('select 1 from pg_roles where rolname = ?', [appRole])
  if (rows.length > 0) await knex.raw('grant select, insert, update, delete on media_files to ??', [appRole])
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table media_files')
}
