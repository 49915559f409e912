import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * How much people let themselves spend. A hold reads and locks its wallet anyway, whose flag says whether there is a
 * cap at all: who has none pays nothing for it. See docs/adr/0016.
 */
const CAPS = `
alter table ledger_wallets add column capped boolean not null default false;

-- Counted up to a transfer: what was captured in the day and in the month (UTC). Each hold counts on from there, under
-- the wallet's lock, under which a wallet's transfers are also numbered: none appears below later.
create table ledger_caps (
  person_id uuid primary key,
  daily ledger_amount,
  monthly ledger_amount,
  upto bigint not null,
  day date not null,
  day_spent ledger_amount not null,
  month date not null,
  month_spent ledger_amount not null,
  check (daily is not null or monthly is not null)
) with (fillfactor = 50);

-- What captures took from a person, and from whoever was merged into them until then, today and this month.
create function ledger_spending(p_person uuid, out today bigint, out this_month bigint)
language plpgsql stable as $$
declare
  v_now timestamp := clock_timestamp() at time zone 'UTC';
  v_day timestamptz := date_trunc('day', v_now) at time zone 'UTC';
  v_month timestamptz := date_trunc('month', v_now) at time zone 'UTC';
  -- Transfers are numbered in the order of time, but for what runs at the same moment.
  v_after bigint := ledger_transfer_before(v_month - interval '1 minute');
begin
  select coalesce(-sum(e.amount) filter (where t.created_at >= v_day), 0), coalesce(-sum(e.amount), 0)
  into today, this_month
  from ledger_wallets w
  join ledger_entries e on e.account_id = w.account_id and e.transfer_id > v_after
  join ledger_transfers t on t.id = e.transfer_id and t.operation = 'capture' and t.created_at >= v_month
  left join ledger_merges m on m.from_id = w.person_id
  where w.person_id = any (ledger_family(p_person)) and (m.merged_at is null or t.created_at < m.merged_at);
end $$;

create function ledger_set_caps(p_person uuid, p_daily bigint, p_monthly bigint) returns void
language plpgsql as $$
declare
  v_person uuid := ledger_person(p_person);
  v_now timestamp := clock_timestamp() at time zone 'UTC';
begin
  perform ledger_open_wallets(array[v_person]);
  update ledger_wallets set capped = p_daily is not null or p_monthly is not null where person_id = v_person;
  delete from ledger_caps where person_id = v_person;
  if p_daily is not null or p_monthly is not null then
    insert into ledger_caps (person_id, daily, monthly, upto, day, day_spent, month, month_spent)
    select v_person, p_daily, p_monthly, coalesce((
        select max(e.transfer_id) from ledger_entries e where e.account_id = w.account_id
      ), 0), v_now::date, s.today, date_trunc('month', v_now)::date, s.this_month
    from ledger_wallets w cross join ledger_spending(v_person) s where w.person_id = v_person;
  end if;
end $$;

create function ledger_caps_of(p_person uuid,
  out daily bigint, out monthly bigint, out spent_today bigint, out spent_this_month bigint)
language sql stable as $$
  select c.daily, c.monthly, s.today + w.held, s.this_month + w.held
  from (select ledger_person(p_person) as id) p
  cross join lateral ledger_spending(p.id) s
  cross join lateral (
    select coalesce(sum(w.held_promo + w.held_purchased + w.held_earned), 0)::bigint as held
    from ledger_wallets w where w.person_id = p.id
  ) w
  left join ledger_caps c on c.person_id = p.id
$$;

-- Counts what was captured since the last time. The caller has locked the wallet.
create function ledger_count_spending(p_person uuid) returns void
language plpgsql
set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
declare
  c ledger_caps;
  v_day date := (clock_timestamp() at time zone 'UTC')::date;
  v_month date := date_trunc('month', v_day)::date;
  v_since record;
begin
  select * into c from ledger_caps where person_id = p_person;
  select max(e.transfer_id) as upto,
    coalesce(-sum(e.amount) filter (where (t.created_at at time zone 'UTC')::date = v_day and t.operation = 'capture'), 0)
      as today,
    coalesce(-sum(e.amount) filter (where (t.created_at at time zone 'UTC')::date >= v_month and t.operation = 'capture'), 0)
      as this_month
  into v_since
  from ledger_wallets w
  join ledger_entries e on e.account_id = w.account_id and e.transfer_id > c.upto
  join ledger_transfers t on t.id = e.transfer_id
  where w.person_id = p_person;
  if v_since.upto is null and c.day = v_day then
    return;
  end if;
  update ledger_caps set upto = coalesce(v_since.upto, c.upto),
    day = v_day, day_spent = case when c.day = v_day then c.day_spent else 0 end + v_since.today,
    month = v_month, month_spent = case when c.month = v_month then c.month_spent else 0 end + v_since.this_month
  where person_id = p_person;
end $$;

-- The cap that so much more would go beyond, when there is one: the month's before the day's, since it lasts longer.
create function ledger_cap_reached(p_person uuid, p_amount bigint, p_held bigint)
returns table (period text, cap bigint, spent bigint, resets_at timestamptz)
language sql stable as $$
  select 'month', c.monthly::bigint, c.month_spent + p_held, (c.month + interval '1 month') at time zone 'UTC'
  from ledger_caps c where c.person_id = p_person and c.month_spent + p_held + p_amount > c.monthly
  union all
  select 'day', c.daily, c.day_spent + p_held, (c.day + interval '1 day') at time zone 'UTC'
  from ledger_caps c where c.person_id = p_person and c.day_spent + p_held + p_amount > c.daily
  limit 1
$$;
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(CAPS)
  }

  override async down() {
    this.schema.raw(`
      drop function ledger_cap_reached, ledger_count_spending, ledger_caps_of, ledger_set_caps, ledger_spending;
      drop table ledger_caps;
      alter table ledger_wallets drop column capped;
    `)
  }
}
