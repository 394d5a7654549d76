import type { Knex } from 'knex'

// The owner's list of conversations, the newest first, without sorting all of them.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create index idx_conversations_recent on conversations (tenant_id, last_message_at desc nulls last, id desc)
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index idx_conversations_recent')
}
