import type { Knex } from 'knex'

// The ends of a hold as columns: under row-level security an index serves comparisons of instants, but not the overlap of
// ranges. No hold is longer than two days, so that one index on the start bounds the search.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table slot_holds
      add column starts_at timestamptz generated always as (lower(during)) stored,
      add column ends_at timestamptz generated always as (upper(during)) stored,
      add constraint slot_holds_length_check check (upper(during) - lower(during) <= interval '48 hours');
    create index idx_slot_holds_starts on slot_holds (tenant_id, starts_at);
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index idx_slot_holds_starts;
    alter table slot_holds drop constraint slot_holds_length_check, drop column ends_at, drop column starts_at;
  `)
}
