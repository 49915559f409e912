import { BaseSchema } from '@adonisjs/lucid/schema'
import { changedFunction } from '#plugins/ledger/support/changed_function'

/**
 * What an operation reads does not grow with the people there are: `is not distinct from`, a choice of two conditions,
 * and `exists` where all keys can be read at once instead, read every account, hold or transfer.
 */
const ACCOUNT = `
create function ledger_account(p_kind ledger_account_kind, p_owner uuid, p_name text, p_commodity text) returns bigint
language plpgsql stable as $$
begin
  if p_owner is null then
    return (select a.id from ledger_accounts a
      where a.kind = p_kind and a.owner is null and a.name = p_name and a.commodity = p_commodity);
  end if;
  return (select a.id from ledger_accounts a
    where a.kind = p_kind and a.owner = p_owner and a.name = p_name and a.commodity = p_commodity);
end $$;
`

/** The platform has one such account. */
const REVENUE = `ledger_account('revenue', null, '', 'COIN')`

/** Each: the function, what it says, what it says from now on. */
const CHANGES: readonly (readonly [name: string, from: string, to: string])[] = [
  [
    'ledger_open_accounts',
    `where not exists (
    select 1 from ledger_accounts a where a.kind = l.kind::ledger_account_kind
      and a.owner is not distinct from l.owner and a.name = coalesce(l.name, '') and a.commodity = l.commodity
  )`,
    `where ledger_account(l.kind::ledger_account_kind, l.owner, coalesce(l.name, ''), l.commodity) is null`,
  ],
  [
    'ledger_open_accounts',
    `select a.owner, a.id from ledger_accounts a
  where a.kind = 'wallet' and not exists (select 1 from ledger_wallets w where w.person_id = a.owner)
    and a.owner in (
      select l.owner from unnest(p_legs) as t (legs), jsonb_to_recordset(t.legs) as l (kind text, owner uuid)
      where l.kind = 'wallet'
    )
  order by a.owner`,
    `select a.owner, ledger_account('wallet', a.owner, '', 'COIN')
  from (
    select distinct l.owner from unnest(p_legs) as t (legs), jsonb_to_recordset(t.legs) as l (kind text, owner uuid)
    where l.kind = 'wallet'
  ) a
  where not exists (select 1 from ledger_wallets w where w.person_id = a.owner)
  order by a.owner`,
  ],
  [
    'ledger_open_wallets',
    `where not exists (
    select 1 from ledger_accounts a where a.kind = k.kind and a.owner = p.id and a.name = '' and a.commodity = 'COIN'
  )`,
    `where ledger_account(k.kind, p.id, '', 'COIN') is null`,
  ],
  [
    'ledger_open_wallets',
    `select a.owner, a.id from ledger_accounts a
  where a.kind = 'wallet' and a.owner = any (p_people)
    and not exists (select 1 from ledger_wallets w where w.person_id = a.owner)
  order by a.owner`,
    `select distinct p.id, ledger_account('wallet', p.id, '', 'COIN') from unnest(p_people) as p (id)
  where not exists (select 1 from ledger_wallets w where w.person_id = p.id)
  order by p.id`,
  ],
  [
    'ledger_open_earnings',
    `select 1 from unnest(p_creators) as c (id)
    where c.id is not null and not exists (
      select 1 from ledger_accounts e
      where e.kind = 'earnings' and e.owner = c.id and e.name = '' and e.commodity = 'COIN'
    )`,
    `select 1 from unnest(p_creators) as c (id)
    left join lateral (
      select e.id from ledger_accounts e
      where e.kind = 'earnings' and e.owner = c.id and e.name = '' and e.commodity = 'COIN' offset 0
    ) e on true
    where c.id is not null and e.id is null`,
  ],
  [
    'ledger_release',
    `join ledger_holds h on h.id = o.hold_id and h.state = 'held'`,
    `join lateral (select h.state from ledger_holds h where h.id = o.hold_id offset 0) h on h.state = 'held'`,
  ],
  [
    'ledger_give_back',
    `where h.id = o.hold_id and h.state = 'held'`,
    // Not as one equality: the index of open holds would do, too, with all that ended since the last vacuum.
    `where h.id = o.hold_id and h.state not in ('captured', 'released')`,
  ],
  [
    'ledger_line',
    `not exists (select 1 from ledger_transfers g where g.id = e.transfer_id and g.operation = 'give_back')`,
    `(select g.operation from ledger_transfers g where g.id = e.transfer_id) <> 'give_back'`,
  ],
  [
    'ledger_reverse',
    `where a.kind = 'revenue' or (a.kind = 'earnings' and a.owner in (
      select p.creator_id from jsonb_to_recordset(v_plan) as p (creator_id uuid)))`,
    `where a.id = any (${REVENUE} || array(
      select ledger_account('earnings', p.creator_id, '', 'COIN')
      from jsonb_to_recordset(v_plan) as p (creator_id uuid) where p.creator_id is not null))`,
  ],
  [
    'ledger_return_capture',
    `where a.kind = 'revenue' or (a.kind = 'earnings' and a.owner = v_creator) order by a.id`,
    `where a.id in (${REVENUE}, ledger_account('earnings', v_creator, '', 'COIN')) order by a.id`,
  ],
  [
    'ledger_reverse_sale',
    `where a.kind = 'revenue' or (a.kind = 'earnings' and a.owner = v_creator and a.name = '' and a.commodity = 'COIN')`,
    `where a.id in (${REVENUE}, ledger_account('earnings', v_creator, '', 'COIN'))`,
  ],
  [
    'ledger_post',
    `select v_transfer, row_number() over () - 1, a.id, l.bucket::ledger_bucket, l.amount, a.commodity
  from jsonb_to_recordset(p_legs) as l (kind text, owner uuid, name text, commodity text, bucket text, amount bigint)
  join ledger_accounts a on a.kind = l.kind::ledger_account_kind and a.owner is not distinct from l.owner
    and a.name = coalesce(l.name, '') and a.commodity = l.commodity;`,
    `select v_transfer, row_number() over () - 1,
    ledger_account(l.kind::ledger_account_kind, l.owner, coalesce(l.name, ''), l.commodity),
    l.bucket::ledger_bucket, l.amount, l.commodity
  from jsonb_to_recordset(p_legs) as l (kind text, owner uuid, name text, commodity text, bucket text, amount bigint);`,
  ],
  [
    'ledger_capture',
    // As `exists` it may be answered by reading all keys that there are.
    `exists (select 1 from ledger_transfers t where t.key_id = op.key_id)`,
    `(select t.id from ledger_transfers t where t.key_id = op.key_id) is not null`,
  ],
  [
    'ledger_transfer',
    `where w.person_id in (
    select l.owner from unnest(p_legs) as t (legs), jsonb_to_recordset(t.legs) as l (kind text, owner uuid)
    where l.kind = 'wallet'
  )`,
    `where w.person_id = any (array(
    select l.owner from unnest(p_legs) as t (legs), jsonb_to_recordset(t.legs) as l (kind text, owner uuid)
    where l.kind = 'wallet'
  ))`,
  ],
  [
    'ledger_transfer',
    `where (a.kind, a.owner) in (
    select l.kind::ledger_account_kind, l.owner
    from unnest(p_legs) as t (legs), jsonb_to_recordset(t.legs) as l (kind text, owner uuid, amount bigint)
    where l.kind = 'earnings' and l.amount < 0
  ) or (a.kind = 'revenue' and exists (
    select 1 from unnest(p_legs) as t (legs), jsonb_to_recordset(t.legs) as l (kind text, amount bigint)
    where l.kind = 'revenue' and l.amount < 0
  ))`,
    `where a.id = any (array(
    select ledger_account(l.kind::ledger_account_kind, l.owner, coalesce(l.name, ''), l.commodity)
    from unnest(p_legs) as t (legs),
      jsonb_to_recordset(t.legs) as l (kind text, owner uuid, name text, commodity text, amount bigint)
    where l.kind in ('earnings', 'revenue') and l.amount < 0
  ))`,
  ],
  [
    'ledger_transfer',
    `select s.balance from ledger_accounts a cross join lateral ledger_accumulated(a.id) s
        where a.kind = l.kind::ledger_account_kind and a.owner is not distinct from l.owner
          and s.bucket = l.bucket::ledger_bucket`,
    `select s.balance
        from ledger_accumulated(ledger_account(l.kind::ledger_account_kind, l.owner, '', 'COIN')) s
        where s.bucket = l.bucket::ledger_bucket`,
  ],
]

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(ACCOUNT)
    for (const [name, from, to] of CHANGES) this.schema.raw(changedFunction(name, from, to))
  }

  override async down() {
    for (const [name, from, to] of CHANGES.toReversed()) {
      this.schema.raw(changedFunction(name, to, from))
    }
    this.schema.raw('drop function ledger_account')
  }
}
