import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

// One 24-hour thread, and the mailbox of its person: message_seq numbers all messages, inbound_seq counts what the
// agent has to have seen, agent_epoch is the fence that a turn must still hold when it commits. The unique index on
// the customer is the real one: the one on the phone lets two rows without a phone pass.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table conversations (
      id uuid not null default gen_random_uuid() constraint conversations_pkey primary key,
      tenant_id uuid not null constraint conversations_tenant_id_fkey references tenants (id) on delete cascade,
      kind varchar not null default 'customer',
      customer_id uuid,
      customer_phone varchar,
      owner_contact_id uuid,
      status varchar not null default 'active',
      langraph_state jsonb,
      langraph_checkpoint_id varchar,
      agent_epoch bigint not null default 0,
      message_seq bigint not null default 0,
      inbound_seq bigint not null default 0,
      last_message_at timestamptz,
      service_window_expires_at timestamptz,
      closed_at timestamptz,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint conversations_tenant_id_key unique (tenant_id, id),
      constraint conversations_customer_id_fkey foreign key (tenant_id, customer_id)
        references customers (tenant_id, id),
      constraint conversations_owner_contact_id_fkey foreign key (tenant_id, owner_contact_id)
        references owner_contacts (tenant_id, id),
      constraint conversations_kind_check check (kind in ('customer', 'owner')),
      constraint conversations_participant_check check (
        (kind = 'customer' and customer_id is not null and owner_contact_id is null)
        or (kind = 'owner' and owner_contact_id is not null and customer_id is null)),
      constraint conversations_status_check check (status in ('active', 'closed', 'archived'))
    );
    create unique index conversations_active_customer_key on conversations (tenant_id, customer_id)
      where status = 'active';
    create unique index conversations_active_phone_key on conversations (tenant_id, customer_phone)
      where status = 'active' and kind = 'customer';
    create unique index conversations_active_owner_key on conversations (tenant_id, owner_contact_id)
      where status = 'active';
    create index idx_conversations_tenant on conversations (tenant_id);
    create index idx_conversations_customer on conversations (customer_id);
    create index idx_conversations_owner_contact on conversations (owner_contact_id) where owner_contact_id is not null;
    create index idx_conversations_status on conversations (tenant_id, status);
    create index idx_conversations_window on conversations (service_window_expires_at) where status = 'active';

    alter table conversations enable row level security;
    alter table conversations force row level security;
    create policy conversations_tenant on conversations
      using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system')
      with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system');
  `)
  const { rows } = await knex.raw('select 1 from pg_roles where rolname = ?', [appRole])
  if (rows.length > 0) await knex.raw('grant select, insert, update, delete on conversations to ??', [appRole])
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table conversations')
}
