import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

// Domain events, append-only. Rows go with their tenant and in no other way: when the cascade reaches them the
// tenant's row is already gone.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table audit_log (
      id bigint generated always as identity constraint audit_log_pkey primary key,
      tenant_id uuid not null constraint audit_log_tenant_id_fkey references tenants (id) on delete cascade,
      type varchar not null,
      entity_type varchar,
      entity_id uuid,
      actor varchar not null,
      payload jsonb not null default '{}',
      created_at timestamptz not null default now(),
      constraint audit_log_actor_check check (actor in ('customer', 'owner', 'agent', 'system', 'meta', 'calcom'))
    );
    create index idx_audit_log_tenant on audit_log (tenant_id, id);
    create index idx_audit_log_entity on audit_log (entity_type, entity_id);

    create function audit_log_append_only() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' and not exists (select from tenants where id = old.tenant_id) then
        return old;
      end if;
      raise exception 'audit_log is append-only'
        using errcode = 'restrict_violation', table = 'audit_log', constraint = 'audit_log_append_only';
    end
    $$;
    create trigger audit_log_append_only before update or delete on audit_log
      for each row execute function audit_log_append_only();

    alter table audit_log enable row level security;
    alter table audit_log force row level security;
    create policy audit_log_tenant on audit_log
      using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system')
      with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system');
  `)
  const { rows } = await knex.raw('select 1 from pg_roles where rolname = ?', [appRole])
  if (rows.length === 0) return
  await knex.raw('grant select, insert, update, delete on audit_log to ??', [appRole])
  await knex.raw('grant usage on sequence audit_log_id_seq to ??', [appRole])
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table audit_log; drop function audit_log_append_only()')
}
