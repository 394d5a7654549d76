import type { Knex } from 'knex'

// Since when a person's data are erased; her record stays because bookings refer to it. Rows from before searching was
// built get their search text, by the same rule as shared/domain/search-text.ts.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`alter table customers add column erased_at timestamptz`)
  await knex.raw(`select set_config('app.scope', 'system', true)`)
  await knex.raw(`
    update customers set search_text = trim(regexp_replace(
      lower(regexp_replace(normalize(concat_ws(' ', first_name, last_name, phone, email), NFD), '[\\u0300-\\u036f]', '', 'g')),
      '[^[:alnum:]@._-]+', ' ', 'g'))
    where search_text = '' and merged_into_id is null
  `)
  await knex.raw(`select set_config('app.scope', '', true)`)
  // what the owner's list shows, in its order; it also counts them without touching the rows
  await knex.raw(`
    create index idx_customers_recent on customers (tenant_id, created_at desc, id desc)
      where merged_into_id is null and erased_at is null
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`drop index idx_customers_recent; alter table customers drop column erased_at`)
}
