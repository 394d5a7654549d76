import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

// What one button does, once, for one person: an owner contact or a customer. The id is the nonce of the signed id that
// the button carries.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table owner_actions (
      id uuid not null default gen_random_uuid() constraint owner_actions_pkey primary key,
      tenant_id uuid not null constraint owner_actions_tenant_id_fkey references tenants (id) on delete cascade,
      approval_id uuid not null,
      owner_contact_id uuid,
      customer_id uuid,
      kind varchar not null,
      data jsonb not null default '{}',
      used_at timestamptz,
      created_at timestamptz not null default now(),
      constraint owner_actions_approval_id_fkey foreign key (tenant_id, approval_id)
        references booking_approvals (tenant_id, id) on delete cascade,
      constraint owner_actions_owner_contact_id_fkey foreign key (tenant_id, owner_contact_id)
        references owner_contacts (tenant_id, id) on delete cascade,
      constraint owner_actions_customer_id_fkey foreign key (tenant_id, customer_id)
        references customers (tenant_id, id) on delete cascade,
      constraint owner_actions_person_check check (num_nonnulls(owner_contact_id, customer_id) = 1),
      constraint owner_actions_kind_check check (kind in ('approve', 'ask_reason', 'ask_time', 'reject', 'offer',
        'accept_offer', 'decline_offer'))
    );
    create index idx_owner_actions_approval on owner_actions (approval_id);
    create index idx_owner_actions_owner_contact on owner_actions (owner_contact_id) where owner_contact_id is not null;
    create index idx_owner_actions_customer on owner_actions (customer_id) where customer_id is not null;
    create index idx_owner_actions_created on owner_actions (created_at);

    alter table owner_actions enable row level security;
    alter table owner_actions force row level security;
    create policy owner_actions_tenant on owner_actions
      using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system')
      with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system');
  `)
  const { rows } = await knex.raw('select 1 from pg_roles where rolname = ?', [appRole])
  if (rows.length > 0) await knex.raw('grant select, insert, update, delete on owner_actions to ??', [appRole])
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table owner_actions')
}
