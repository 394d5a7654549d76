import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

// Every message, in and out, in the order its conversation numbered it. message_type has no check: Meta adds types,
// and a message of a new type must still be kept. payload is json because jsonb refuses the NUL escapes that phones
// do send. At most one message per conversation is on its way (messages_in_flight_key). The id of a turn is minted
// before the turn is written, so it is not a foreign key.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table messages (
      id uuid not null default gen_random_uuid() constraint messages_pkey primary key,
      tenant_id uuid not null constraint messages_tenant_id_fkey references tenants (id) on delete cascade,
      conversation_id uuid not null,
      seq bigint not null,
      message_type varchar not null,
      direction varchar not null,
      origin varchar not null,
      purpose varchar,
      text_content text,
      media_url text,
      media_mime_type varchar,
      payload json,
      context_ref text,
      whatsapp_message_id varchar,
      template_name varchar,
      template_language varchar,
      status varchar not null,
      error_code integer,
      error_message text,
      dedupe_key text,
      next_attempt_at timestamptz,
      attempt integer not null default 0,
      claimed_at timestamptz,
      sent_at timestamptz,
      handled_by varchar,
      turn_id uuid,
      replaces_message_id uuid,
      released boolean not null default false,
      needs_attention boolean not null default false,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint messages_tenant_id_key unique (tenant_id, id),
      constraint messages_conversation_seq_key unique (conversation_id, seq),
      constraint messages_conversation_id_fkey foreign key (tenant_id, conversation_id)
        references conversations (tenant_id, id) on delete cascade,
      constraint messages_replaces_message_id_fkey foreign key (tenant_id, replaces_message_id)
        references messages (tenant_id, id) on delete set null (replaces_message_id),
      constraint messages_direction_check check (direction in ('inbound', 'outbound')),
      constraint messages_origin_check check (origin in ('customer', 'agent', 'owner_app', 'owner_phone', 'system')),
      constraint messages_purpose_check check (purpose in ('service', 'collection', 'commercial')),
      constraint messages_handled_by_check check (handled_by in ('bot', 'human', 'none')),
      constraint messages_status_check check (status in ('received', 'queued', 'sending', 'ambiguous', 'sent',
        'delivered', 'read', 'failed', 'suppressed'))
    );
    create unique index messages_tenant_wamid_key on messages (tenant_id, whatsapp_message_id)
      where whatsapp_message_id is not null;
    create unique index messages_dedupe_key_key on messages (tenant_id, dedupe_key) where dedupe_key is not null;
    create unique index messages_in_flight_key on messages (conversation_id)
      where status in ('sending', 'ambiguous') and not released;
    create index idx_messages_conversation on messages (conversation_id);
    create index idx_messages_tenant on messages (tenant_id, created_at desc);
    create index idx_messages_whatsapp_id on messages (whatsapp_message_id);
    create index idx_messages_queued on messages (conversation_id, seq) where status = 'queued';
    create index idx_messages_unanswered on messages (conversation_id, seq)
      where direction = 'inbound' and handled_by = 'bot' and turn_id is null;
    create index idx_messages_due on messages (next_attempt_at) where status in ('queued', 'sending', 'ambiguous');
    create index idx_messages_replaces on messages (replaces_message_id) where replaces_message_id is not null;

    alter table messages enable row level security;
    alter table messages force row level security;
    create policy messages_tenant on messages
      using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system')
      with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system');
  `)
  const { rows } = await knex.raw('select 1 from pg_roles where rolname = ?', [appRole])
  if (rows.length > 0) await knex.raw('grant select, insert, update, delete on messages to ??', [appRole])
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table messages')
}
