import type { Knex } from 'knex'

const appRole = process.env.APP_ROLE || 'cuadra_app'

// How many bookings a business has in each status, kept by the database itself: the total of a list costs the same with a
// hundred thousand rows as with ten. An update may lower a count through the same upsert, so there is no check on it.
const triggers = `
  create function booking_counts_keep() returns trigger language plpgsql as $$
  begin
    if tg_op = 'DELETE' then
      update booking_counts c set total = c.total - gone.n
      from (select tenant_id, status, count(*) as n from old_rows group by 1, 2) gone
      where c.tenant_id = gone.tenant_id and c.status = gone.status;
    elsif tg_op = 'INSERT' then
      insert into booking_counts as c (tenant_id, status, total)
      select tenant_id, status, count(*) from new_rows group by 1, 2 order by 1, 2
      on conflict (tenant_id, status) do update set total = c.total + excluded.total;
    else
      insert into booking_counts as c (tenant_id, status, total)
      select tenant_id, status, sum(n) from (
        select tenant_id, status, 1 as n from new_rows union all select tenant_id, status, -1 from old_rows) changed
      group by 1, 2 having sum(n) <> 0 order by 1, 2
      on conflict (tenant_id, status) do update set total = c.total + excluded.total;
    end if;
    return null;
  end
  $$;
  create trigger booking_counts_insert after insert on bookings
    referencing new table as new_rows for each statement execute function booking_counts_keep();
  create trigger booking_counts_update after update on bookings
    referencing new table as new_rows old table as old_rows for each statement execute function booking_counts_keep();
  create trigger booking_counts_delete after delete on bookings
    referencing old table as old_rows for each statement execute function booking_counts_keep();
`

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table booking_counts (
      tenant_id uuid not null constraint booking_counts_tenant_id_fkey references tenants (id) on delete cascade,
      status varchar not null,
      total bigint not null,
      constraint booking_counts_pkey primary key (tenant_id, status)
    );
    select set_config('app.scope', 'system', true);
    insert into booking_counts select tenant_id, status, count(*) from bookings group by 1, 2;
    select set_config('app.scope', '', true);
    ${triggers}

    alter table booking_counts enable row level security;
    alter table booking_counts force row level security;
    create policy booking_counts_tenant on booking_counts
      using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system')
      with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        or current_setting('app.scope', true) = 'system');
  `)
  const { rows } = await knex.raw('select 1 from pg_roles where rolname = ?', [appRole])
  if (rows.length > 0) await knex.raw('grant select, insert, update, delete on booking_counts to ??', [appRole])
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger booking_counts_insert on bookings;
    drop trigger booking_counts_update on bookings;
    drop trigger booking_counts_delete on bookings;
    drop function booking_counts_keep();
    drop table booking_counts;
  `)
}
