import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

// What customers sent to show that they paid. Nothing is paid by it: the owner accepts or rejects each.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table media_files add constraint media_files_tenant_id_key unique (tenant_id, id);
    create table payment_proofs (
      id uuid not null default gen_random_uuid() constraint payment_proofs_pkey primary key,
      tenant_id uuid not null constraint payment_proofs_tenant_id_fkey references tenants (id) on delete cascade,
      booking_id uuid not null,
      media_file_id uuid not null,
      status varchar not null default 'received',
      reason text,
      uploaded_by varchar not null,
      reviewed_at timestamptz,
      reviewed_by uuid,
      created_at timestamptz not null default now(),
      constraint payment_proofs_tenant_id_key unique (tenant_id, id),
      constraint payment_proofs_booking_id_fkey foreign key (tenant_id, booking_id)
        references bookings (tenant_id, id) on delete cascade,
      constraint payment_proofs_media_file_id_fkey foreign key (tenant_id, media_file_id)
        references media_files (tenant_id, id),
      constraint payment_proofs_status_check check (status in ('received', 'accepted', 'rejected')),
      constraint payment_proofs_uploaded_by_check check (uploaded_by in ('customer', 'owner'))
    );
    create index idx_payment_proofs_booking on payment_proofs (booking_id, created_at);
    create index idx_payment_proofs_media on payment_proofs (media_file_id);

    alter table payment_proofs enable row level security;
    alter table payment_proofs force row level security;
    create policy payment_proofs_tenant on payment_proofs
      using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system')
      with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system');
  `)
  const { rows } = await knex.raw('select 1 from pg_roles where rolname = ?', [appRole])
  if (rows.length > 0) await knex.raw('grant select, insert, update, delete on payment_proofs to ??', [appRole])
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table payment_proofs; alter table media_files drop constraint media_files_tenant_id_key')
}
