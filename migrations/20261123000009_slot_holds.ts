import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

// Time that is taken, buffers included. A booking may overlap itself (a change that is asked for keeps the old time
// too); two bookings in one lane never overlap. Takers queue on the tenant's advisory lock first: the constraint is
// the proof, and alone it deadlocks under load.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table slot_holds (
      id uuid not null default gen_random_uuid() constraint slot_holds_pkey primary key,
      tenant_id uuid not null constraint slot_holds_tenant_id_fkey references tenants (id) on delete cascade,
      lane smallint not null default 1,
      booking_id uuid not null,
      during tstzrange not null,
      expires_at timestamptz,
      created_at timestamptz not null default now(),
      constraint slot_holds_booking_id_fkey foreign key (tenant_id, booking_id)
        references bookings (tenant_id, id) on delete cascade,
      constraint slot_holds_lane_check check (lane > 0),
      constraint slot_holds_during_check
        check (not isempty(during) and not lower_inf(during) and not upper_inf(during)),
      constraint slot_holds_overlap_excl
        exclude using gist (tenant_id with =, lane with =, during with &&, booking_id with <>)
    );
    create index idx_slot_holds_booking on slot_holds (booking_id);
    create index idx_slot_holds_expires on slot_holds (expires_at) where expires_at is not null;

    alter table slot_holds enable row level security;
    alter table slot_holds force row level security;
    create policy slot_holds_tenant on slot_holds
      using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system')
      with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system');
  `)
  const { rows } = await knex.raw('select 1 from pg_roles where rolname = ?', [appRole])
  if (rows.length > 0) await knex.raw('grant select, insert, update, delete on slot_holds to ??', [appRole])
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table slot_holds')
}
