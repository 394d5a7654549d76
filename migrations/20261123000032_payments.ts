import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

// The money of a booking, row by row: what is due before it is confirmed, what came in, what went back.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table payments (
      id uuid not null default gen_random_uuid() constraint payments_pkey primary key,
      tenant_id uuid not null constraint payments_tenant_id_fkey references tenants (id) on delete cascade,
      booking_id uuid not null,
      kind varchar not null,
      amount numeric(12,2) not null,
      currency varchar not null default 'COP',
      method varchar,
      proof_id uuid,
      note text,
      created_by uuid,
      created_at timestamptz not null default now(),
      constraint payments_booking_id_fkey foreign key (tenant_id, booking_id)
        references bookings (tenant_id, id) on delete cascade,
      constraint payments_proof_id_fkey foreign key (tenant_id, proof_id)
        references payment_proofs (tenant_id, id) on delete set null (proof_id),
      constraint payments_kind_check check (kind in ('due', 'received', 'refunded')),
      constraint payments_amount_check check (amount >= 0)
    );
    create index idx_payments_booking on payments (booking_id, created_at);
    create index idx_payments_proof on payments (proof_id) where proof_id is not null;
    create unique index payments_due_key on payments (booking_id) where kind = 'due';
    create unique index payments_accepted_proof_key on payments (proof_id) where kind = 'received';

    alter table payments enable row level security;
    alter table payments force row level security;
    create policy payments_tenant on payments
      using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system')
      with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system');
  `)
  const { rows } = await knex.raw('select 1 from pg_roles where rolname = ?', [appRole])
  if (rows.length > 0) await knex.raw('grant select, insert, update, delete on payments to ??', [appRole])
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table payments')
}
