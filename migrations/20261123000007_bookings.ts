import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

// An appointment and how far it has come. The time it takes from the calendar is in slot_holds, not here.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table bookings (
      id uuid not null default gen_random_uuid() constraint bookings_pkey primary key,
      tenant_id uuid not null constraint bookings_tenant_id_fkey references tenants (id) on delete cascade,
      customer_id uuid not null,
      service_id uuid not null,
      start_time timestamptz not null,
      end_time timestamptz not null,
      timezone varchar not null default 'America/Bogota',
      status varchar not null default 'pending_approval',
      payment_screenshot_url text,
      payment_verified boolean not null default false,
      payment_verified_at timestamptz,
      payment_verified_by uuid,
      calcom_booking_id varchar,
      calcom_booking_uid varchar,
      source varchar not null,
      customer_notes text,
      internal_notes text,
      cancelled_by varchar,
      cancellation_reason text,
      rejection_reason text,
      request_key text,
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint bookings_tenant_id_key unique (tenant_id, id),
      constraint bookings_request_key_key unique (tenant_id, request_key),
      constraint bookings_customer_id_fkey foreign key (tenant_id, customer_id)
        references customers (tenant_id, id) on delete restrict,
      constraint bookings_service_id_fkey foreign key (tenant_id, service_id)
        references services (tenant_id, id) on delete restrict,
      constraint bookings_time_check check (end_time > start_time),
      constraint bookings_status_check check (status in ('pending_approval', 'approved', 'pending_payment',
        'confirmed', 'rejected', 'cancelled', 'completed', 'expired', 'no_show')),
      constraint bookings_source_check check (source in ('landing_page', 'whatsapp', 'direct')),
      constraint bookings_cancelled_by_check check (cancelled_by in ('customer', 'owner', 'system', 'calcom'))
    );
    create index idx_bookings_tenant on bookings (tenant_id);
    create index idx_bookings_customer on bookings (customer_id);
    create index idx_bookings_service on bookings (service_id);
    create index idx_bookings_status on bookings (tenant_id, status);
    create index idx_bookings_start_time on bookings (tenant_id, start_time);
    create index idx_bookings_calcom on bookings (calcom_booking_uid);

    alter table bookings enable row level security;
    alter table bookings force row level security;
    create policy bookings_tenant on bookings
      using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system')
      with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system');
  `)
  const { rows } = await knex.raw('select 1 from pg_roles where rolname = ?', [appRole])
  if (rows.length > 0) await knex.raw('grant select, insert, update, delete on bookings to ??', [appRole])
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table bookings')
}
