import type { BookCheck } from '#plugins/ledger/verify/check'

/** The sums of a hold's entries at one place, a column for each kind of coin. */
const sumOf = (place: string, column: string): string =>
  ['promo', 'purchased', 'earned']
    .map(
      (bucket) =>
        `coalesce(sum(e.amount) filter (where ${place} and e.bucket = '${bucket}'), 0) as ${column}_${bucket}`
    )
    .join(', ')

/** Holds, and the captures that came of them. */
export const holdChecks: readonly BookCheck[] = [
  {
    name: 'hold_states',
    rule: 'A hold is open, captured (with its transfer, at most its amount) or released, and belongs to its accounts',
    sql: `
      select 'hold ' || h.id as subject, h.state || ', captured ' || coalesce(h.captured::text, 'nothing') || ' of '
        || (h.promo + h.purchased + h.earned) || ', ended ' || coalesce(h.ended_at::text, 'never') as found
      from ledger_holds h
      left join ledger_accounts w on w.id = h.wallet_account
      left join ledger_accounts c on c.id = h.creator_account
      where h.promo + h.purchased + h.earned <= 0
        or least(h.promo::bigint, h.purchased::bigint, h.earned::bigint) < 0
        or h.share_bp not between 0 and 10000
        or (h.state = 'held') <> (h.ended_at is null)
        or (h.state = 'captured') <> (h.captured is not null and h.transfer_id is not null)
        or (h.state <> 'captured' and (h.captured is not null or h.transfer_id is not null))
        or h.captured not between 1 and h.promo + h.purchased + h.earned
        or w.kind is distinct from 'wallet' or w.owner is distinct from h.person_id
        or (h.creator_id is null) <> (h.creator_account is null)
        or (h.creator_id is not null and (c.kind is distinct from 'earnings' or c.owner is distinct from h.creator_id))`,
  },
  {
    name: 'captures_match_holds',
    rule: 'Every captured hold has its one transfer, under the key of the capture, and no other transfer has a hold',
    sql: `
      select coalesce('hold ' || h.id, 'transfer ' || t.id) as subject,
        'hold ' || coalesce(h.id::text, 'missing') || ', transfer ' || coalesce(t.id::text, 'missing') as found
      from (select * from ledger_holds where state = 'captured') h
      full join (select * from ledger_transfers where operation = 'capture' or hold_id is not null) t
        on t.id = h.transfer_id
      where h.id is null or t.id is null or t.hold_id is distinct from h.id or t.key is distinct from h.ended_key
        or t.operation <> 'capture'`,
  },
  {
    name: 'splits',
    rule: 'Every capture took coins in spending order, and split them by the share of its hold, rounded down for the creator',
    // One join and one grouping over all captures; the expected parts are then a matter of arithmetic.
    sql: `
      select 'transfer ' || d.transfer_id as subject,
        'promo/purchased/earned: wallet ' || concat_ws('/', d.paid_promo, d.paid_purchased, d.paid_earned)
        || ', creator ' || concat_ws('/', d.got_promo, d.got_purchased, d.got_earned)
        || ', platform ' || concat_ws('/', d.kept_promo, d.kept_purchased, d.kept_earned)
        || ', elsewhere ' || d.strangers || ', of ' || d.captured || ' at ' || d.share_bp || ' bp' as found
      from (
        select s.*, s.due_promo * s.share_bp / 10000 as upto_promo,
          (s.due_promo + s.due_purchased) * s.share_bp / 10000 as upto_purchased,
          (s.due_promo + s.due_purchased + s.due_earned) * s.share_bp / 10000 as upto_earned
        from (
          select h.transfer_id, h.captured, case when h.creator_account is null then 0 else h.share_bp end as share_bp,
            least(h.promo, h.captured) as due_promo,
            least(h.purchased, greatest(h.captured - h.promo, 0)) as due_purchased,
            greatest(h.captured - h.promo - h.purchased, 0) as due_earned,
            ${sumOf('e.account_id = h.wallet_account', 'paid')},
            ${sumOf('e.account_id = h.creator_account', 'got')},
            ${sumOf('e.account_id = r.id', 'kept')},
            count(*) filter (where e.bucket is null or (e.account_id <> h.wallet_account and e.account_id <> r.id
              and e.account_id is distinct from h.creator_account)) as strangers
          from ledger_holds h
          cross join (select id from ledger_accounts where kind = 'revenue') r
          left join ledger_entries e on e.transfer_id = h.transfer_id
          where h.state = 'captured' and h.transfer_id is not null
          group by h.id, r.id
        ) s
      ) d
      where d.strangers > 0
        or (d.paid_promo, d.paid_purchased, d.paid_earned) <> (-d.due_promo, -d.due_purchased, -d.due_earned)
        or (d.got_promo, d.got_purchased, d.got_earned)
          <> (d.upto_promo, d.upto_purchased - d.upto_promo, d.upto_earned - d.upto_purchased)
        or (d.kept_promo, d.kept_purchased, d.kept_earned) <> (d.due_promo - d.upto_promo,
          d.due_purchased - d.upto_purchased + d.upto_promo, d.due_earned - d.upto_earned + d.upto_purchased)`,
  },
  {
    name: 'releases_match_holds',
    rule: 'The key of a release belongs to a hold that was released',
    sql: `
      select 'release ' || r.key as subject, 'hold ' || r.hold_id || ' is ' || coalesce(h.state::text, 'missing') as found
      from ledger_releases r left join ledger_holds h on h.id = r.hold_id
      where h.state is distinct from 'released'`,
  },
]
