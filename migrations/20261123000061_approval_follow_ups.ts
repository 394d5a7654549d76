import type { Knex } from 'knex'

// What follows from an approval: the question to the owner (how far it came, how often it was asked anew, whether she was
// reminded), who decided by a tap, and the thread of the approval graph: its pending interrupt, and when it was ended.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table booking_approvals
      add constraint booking_approvals_tenant_id_key unique (tenant_id, id),
      add column notice_state varchar,
      add column notice_at timestamptz,
      add column ask_round integer not null default 1,
      add column reminded_at timestamptz,
      add column decided_contact_id uuid,
      add column interrupt_id varchar,
      add column settled_at timestamptz,
      add constraint booking_approvals_notice_state_check
        check (notice_state in ('buttons', 'template', 'waiting_for_window', 'no_contact')),
      add constraint booking_approvals_decided_contact_id_fkey foreign key (tenant_id, decided_contact_id)
        references owner_contacts (tenant_id, id) on delete set null (decided_contact_id);
    create index idx_approvals_decided_contact on booking_approvals (decided_contact_id)
      where decided_contact_id is not null;
    select set_config('app.scope', 'system', true);
    update booking_approvals set settled_at = coalesce(reviewed_at, updated_at) where status <> 'pending';
    select set_config('app.scope', '', true);
    create index idx_approvals_unsettled on booking_approvals (updated_at) where settled_at is null;
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table booking_approvals
      drop column notice_state, drop column notice_at, drop column ask_round, drop column reminded_at,
      drop column decided_contact_id, drop column interrupt_id, drop column settled_at,
      drop constraint booking_approvals_tenant_id_key;
  `)
}
