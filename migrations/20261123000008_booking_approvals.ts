import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

// What the owner is asked to decide, and what she decided.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table booking_approvals (
      id uuid not null default gen_random_uuid() constraint booking_approvals_pkey primary key,
      tenant_id uuid not null constraint booking_approvals_tenant_id_fkey references tenants (id) on delete cascade,
      booking_id uuid not null,
      requested_action varchar not null,
      ai_suggested_data jsonb,
      status varchar not null default 'pending',
      reviewed_at timestamptz,
      reviewed_by uuid,
      rejection_reason text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint booking_approvals_booking_id_fkey foreign key (tenant_id, booking_id)
        references bookings (tenant_id, id) on delete cascade,
      constraint booking_approvals_requested_action_check check (requested_action in ('create', 'modify', 'cancel')),
      constraint booking_approvals_status_check
        check (status in ('pending', 'approved', 'rejected', 'superseded', 'expired'))
    );
    create index idx_approvals_booking on booking_approvals (booking_id);
    create index idx_approvals_pending on booking_approvals (tenant_id, status);

    alter table booking_approvals enable row level security;
    alter table booking_approvals force row level security;
    create policy booking_approvals_tenant on booking_approvals
      using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system')
      with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system');
  `)
  const { rows } = await knex.raw('select 1 from pg_roles where rolname = ?', [appRole])
  if (rows.length > 0) await knex.raw('grant select, insert, update, delete on booking_approvals to ??', [appRole])
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table booking_approvals')
}
