import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * What reversals took back, and from whom. Only the result is kept: how a fan's coins were spent is worked out from
 * the journal when a payment is taken back, so that a paid reply writes nothing for it. See docs/adr/0016.
 */
const TABLES = `
-- A reversal's coins of one kind: asked is what was to be taken back, and the rest says who had it.
create table ledger_reversals (
  transfer_id bigint not null,
  bucket ledger_bucket not null,
  top_up_id bigint not null,
  -- Whose wallet it was.
  person_id uuid not null,
  asked ledger_amount not null,
  from_wallet ledger_amount not null,
  -- The part of from_wallet that stands for coins of this very top-up; the rest were others' coins.
  from_lot ledger_amount not null,
  -- What nobody had any more: owed by the person, or lost by the platform when the person is deleted.
  owed ledger_amount not null,
  written_off ledger_amount not null,
  primary key (transfer_id, bucket)
);
create index ledger_reversals_top_up on ledger_reversals (top_up_id);

-- Where the spent coins of a reversal had gone.
create table ledger_reversal_parts (
  reversal_id bigint not null,
  bucket ledger_bucket not null,
  -- The transfer that spent them, nearly always a capture, and how many of its coins they are.
  debit_id bigint not null,
  amount ledger_amount not null,
  -- Who had the creator's share (the person that they are by now), how much of it is theirs, and what was still there.
  creator_id uuid,
  creator_share ledger_amount not null,
  creator_taken ledger_amount not null,
  platform_taken ledger_amount not null,
  primary key (reversal_id, bucket, debit_id)
);
create index ledger_reversal_parts_debit on ledger_reversal_parts (debit_id);

create table ledger_restores (
  reversal_id bigint primary key,
  transfer_id bigint not null unique
);

create trigger ledger_append_only before update or delete or truncate on ledger_reversals
  for each statement execute function ledger_refuse();
create trigger ledger_append_only before update or delete or truncate on ledger_reversal_parts
  for each statement execute function ledger_refuse();
create trigger ledger_append_only before update or delete or truncate on ledger_restores
  for each statement execute function ledger_refuse();
alter table ledger_reversals enable always trigger ledger_append_only;
alter table ledger_reversal_parts enable always trigger ledger_append_only;
alter table ledger_restores enable always trigger ledger_append_only;
`

export const LINE = `
/*
 * The coins of one kind that came into wallets and left them, in the order of the journal: a first-in-first-out line.
 * The wallets are those of one person (and of whoever was merged into them: what moved among them is nothing).
 * Reversals that stand are taken out of it: a top-up came to that much less, and what was traced back to a debit was
 * not spent by it. A reversal that was restored never was.
 */
create function ledger_line(p_accounts bigint[], p_bucket ledger_bucket)
returns table (transfer_id bigint, credit bigint, debit bigint)
language sql stable as $$
  with net as materialized (
    select e.transfer_id, sum(e.amount)::bigint as amount
    from ledger_entries e where e.account_id = any (p_accounts) and e.bucket = p_bucket
    group by e.transfer_id having sum(e.amount) <> 0
  ),
  traced as (
    select p.debit_id, sum(p.amount)::bigint as amount
    from net n
    join ledger_reversal_parts p on p.debit_id = n.transfer_id and p.bucket = p_bucket
    where n.amount < 0 and not exists (select 1 from ledger_restores s where s.reversal_id = p.reversal_id)
    group by p.debit_id
  ),
  taken as (
    select v.top_up_id, sum(v.from_lot + coalesce((
        select sum(p.amount) from ledger_reversal_parts p where p.reversal_id = v.transfer_id and p.bucket = p_bucket
      ), 0))::bigint as amount
    from net n
    join ledger_reversals v on v.top_up_id = n.transfer_id and v.bucket = p_bucket
    where n.amount > 0 and not exists (select 1 from ledger_restores s where s.reversal_id = v.transfer_id)
    group by v.top_up_id
  )
  select n.transfer_id,
    -- What a restore gave back is where it was before its reversal.
    greatest(0, case when n.amount > 0 then n.amount - coalesce(k.amount, 0) - coalesce(u.from_wallet, 0) else 0 end),
    greatest(0, case
      when n.amount > 0 or (v.transfer_id is not null and r.reversal_id is not null) then 0
      when v.transfer_id is not null then v.from_wallet - v.from_lot
      else -n.amount - coalesce(t.amount, 0) end)
  from net n
  left join taken k on k.top_up_id = n.transfer_id
  left join traced t on t.debit_id = n.transfer_id
  left join ledger_reversals v on v.transfer_id = n.transfer_id and v.bucket = p_bucket
  left join ledger_restores r on r.reversal_id = n.transfer_id
  left join ledger_restores s on s.transfer_id = n.transfer_id
  left join ledger_reversals u on u.transfer_id = s.reversal_id and u.bucket = p_bucket
$$;

/*
 * Which debits spent the coins of a top-up, oldest first, up to an amount. p_from_lot of its coins are in the wallet
 * still and being taken: the lot is that much shorter.
 */
create function ledger_spent_by(
  p_accounts bigint[], p_bucket ledger_bucket, p_top_up bigint, p_from_lot bigint, p_amount bigint
) returns table (debit_id bigint, amount bigint)
language sql stable as $$
  with line as materialized (select * from ledger_line(p_accounts, p_bucket)),
  lot as (
    select coalesce(sum(l.credit) filter (where l.transfer_id < p_top_up), 0) as low,
      coalesce(sum(l.credit) filter (where l.transfer_id <= p_top_up), 0) - p_from_lot as high
    from line l
  ),
  debits as (
    select l.transfer_id, l.debit, sum(l.debit) over (order by l.transfer_id) as upto from line l where l.debit > 0
  ),
  shared as (
    select d.transfer_id, least(d.upto, lot.high) - greatest(d.upto - d.debit, lot.low) as amount
    from debits d cross join lot
    where least(d.upto, lot.high) > greatest(d.upto - d.debit, lot.low)
  ),
  taken as (
    select o.transfer_id, o.amount, sum(o.amount) over (order by o.transfer_id) as upto from shared o
  )
  select t.transfer_id, least(t.amount, p_amount - (t.upto - t.amount))::bigint
  from taken t where t.upto - t.amount < p_amount
  order by t.transfer_id
$$;

/*
 * What a capture brought its creator out of coins of one kind that are traced back to it now. Rounded over all that was
 * ever traced back to it, so that parts add up to the creator's share.
 */
create function ledger_traced_share(p_capture bigint, p_bucket ledger_bucket, p_amount bigint,
  out creator_id uuid, out share bigint, out is_capture boolean)
language plpgsql stable as $$
declare
  v_whole bigint;
  v_share bigint;
  v_before record;
begin
  share := 0;
  is_capture := exists (select 1 from ledger_transfers t where t.id = p_capture and t.operation = 'capture');
  if not is_capture then
    return;
  end if;
  select ledger_person((array_agg(a.owner) filter (where a.kind = 'earnings'))[1]),
    coalesce(sum(e.amount) filter (where a.kind = 'earnings'), 0),
    -sum(e.amount) filter (where a.kind = 'wallet')
  into creator_id, v_share, v_whole
  from ledger_entries e join ledger_accounts a on a.id = e.account_id
  where e.transfer_id = p_capture and e.bucket = p_bucket;
  select coalesce(sum(p.amount), 0) as amount, coalesce(sum(p.creator_share), 0) as share into v_before
  from ledger_reversal_parts p
  where p.debit_id = p_capture and p.bucket = p_bucket
    and not exists (select 1 from ledger_restores s where s.reversal_id = p.reversal_id);
  share := greatest(0, least(p_amount, div((v_before.amount + p_amount)::numeric * v_share, v_whole) - v_before.share));
end $$;
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(TABLES)
    this.schema.raw(LINE)
  }

  override async down() {
    this.schema.raw(`
      drop function ledger_traced_share, ledger_spent_by, ledger_line;
      drop table ledger_restores, ledger_reversal_parts, ledger_reversals;
    `)
  }
}
