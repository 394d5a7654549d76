import type { Knex } from 'knex'

// The deposit's deadline; the code that a customer taps into WhatsApp; and the orders in which bookings and approvals are
// listed. A pending approval is the only one of its kind for its booking.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table bookings add column payment_deadline_at timestamptz, add column short_code varchar;
    create unique index bookings_short_code_key on bookings (tenant_id, short_code) where short_code is not null;
    create index idx_bookings_listed on bookings (tenant_id, start_time desc, id desc);
    create index idx_bookings_listed_by_status on bookings (tenant_id, status, start_time desc, id desc);
    create index idx_bookings_listed_by_customer on bookings (tenant_id, customer_id, start_time desc, id desc);
    create unique index booking_approvals_pending_key on booking_approvals (booking_id, requested_action)
      where status = 'pending';
    create index idx_approvals_listed
      on booking_approvals (tenant_id, (status = 'pending') desc, created_at desc, id desc);
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index idx_approvals_listed, booking_approvals_pending_key, idx_bookings_listed_by_customer,
      idx_bookings_listed_by_status, idx_bookings_listed, bookings_short_code_key;
    alter table bookings drop column short_code, drop column payment_deadline_at;
  `)
}
