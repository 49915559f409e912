import { DateTime } from 'luxon'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import type {
  CommunityFigures,
  FigureDay,
  FigureDays,
} from '#plugins/communities/everyday/figures/figures'
import { worthOf } from '#plugins/communities/worth'

const MONTHS_OF_YEAR = 12n

/** How a community did in the last days, and what it brings in a month. */
export async function communityFigures(
  communityId: string,
  period: FigureDays
): Promise<CommunityFigures> {
  const today = DateTime.fromJSDate(now(), { zone: 'utc' }).startOf('day')
  const from = today.minus({ days: period - 1 })
  const [days, counted, tiers, there] = await Promise.all([
    daysOf(communityId, from, period),
    countsOf(communityId, from.toJSDate(), now()),
    tiersOf(communityId),
    thereOf(communityId),
  ])
  const sum = (part: 'paid' | 'earned') => days.reduce((all, day) => all + day[part], 0n)
  return {
    period,
    days,
    paid: sum('paid'),
    earned: sum('earned'),
    monthly: tiers.reduce((all, tier) => all + tier.monthly, 0n),
    members: Number(counted.members),
    joined: Number(counted.joined),
    left: Number(counted.gone),
    churnBp:
      counted.before === 0n ? null : Number((counted.gone_of_before * 10_000n) / counted.before),
    there,
    tiers,
  }
}

interface Income {
  day: string
  currency: string | null
  coins: bigint
  amount: bigint
  earned: bigint
}

async function daysOf(
  communityId: string,
  from: DateTime,
  period: FigureDays
): Promise<FigureDay[]> {
  const [income, members] = await Promise.all([
    sql<Income>(
      `select to_char(y.created_at at time zone 'UTC', 'YYYY-MM-DD') as day, y.currency,
         sum(y.coins - y.given_back)::bigint as coins, coalesce(sum(y.amount - y.given_back), 0)::bigint as amount,
         sum(case when y.amount > 0 then y.creator_share * (y.amount - y.given_back) / y.amount
           else y.creator_share end)::bigint as earned
       from communities_cycles y join communities_memberships m on m.id = y.membership_id
       where m.community_id = :communityId and m.means <> 'telegram' and y.created_at >= :from
         and (y.state = 'paid' or (y.state = 'given_back' and y.currency is null))
       group by 1, 2`,
      { communityId, from: from.toJSDate() }
    ),
    sql<{ day: string; members: bigint }>(
      `select to_char(d, 'YYYY-MM-DD') as day, (select count(*) from communities_memberships m
         where m.community_id = :communityId and m.created_at < d + interval '1 day'
           and (m.ended_at is null or m.ended_at >= d + interval '1 day')) as members
       from generate_series(cast(:from as timestamptz) at time zone 'UTC',
         (cast(:from as timestamptz) at time zone 'UTC') + make_interval(days => :more), interval '1 day') d`,
      { communityId, from: from.toJSDate(), more: period - 1 }
    ),
  ])
  const membersOn = new Map(members.map(({ day, members: count }) => [day, Number(count)]))
  return Array.from({ length: period }, (_, n) => {
    const day = from.plus({ days: n }).toFormat('yyyy-MM-dd')
    const lines = income.filter((line) => line.day === day)
    return {
      day,
      paid: lines.reduce((all, line) => all + valueOf(line), 0n),
      earned: lines.reduce((all, { earned }) => all + earned, 0n),
      members: membersOn.get(day) ?? 0,
    }
  })
}

const valueOf = ({ currency, coins, amount }: Pick<Income, 'currency' | 'coins' | 'amount'>) =>
  currency === null ? coins : worthOf(amount, currency)

interface Counts {
  members: bigint
  joined: bigint
  gone: bigint
  before: bigint
  gone_of_before: bigint
}

async function countsOf(communityId: string, from: Date, to: Date): Promise<Counts> {
  const [row] = await sql<Counts>(
    `select count(*) filter (where state <> 'ended') as members,
       count(*) filter (where created_at >= :from) as joined,
       count(*) filter (where ended_at >= :from) as gone,
       count(*) filter (where created_at < :from and (ended_at is null or ended_at >= :from)) as before,
       count(*) filter (where created_at < :from and ended_at >= :from) as gone_of_before
     from communities_memberships where community_id = :communityId and created_at <= :to`,
    { communityId, from, to }
  )
  if (!row) throw new Error('Nothing was counted')
  return row
}

/** Who pays Telegram itself. */
async function thereOf(communityId: string): Promise<CommunityFigures['there']> {
  const [row] = await sql<{ members: bigint; stars: bigint }>(
    `select count(*) as members, coalesce(sum(amount), 0)::bigint as stars from communities_memberships
     where community_id = :communityId and means = 'telegram' and state <> 'ended'`,
    { communityId }
  )
  return { members: Number(row?.members ?? 0n), stars: row?.stars ?? 0n }
}

/** Live members of each tier, and what those who go on bring in a month. */
async function tiersOf(communityId: string): Promise<CommunityFigures['tiers']> {
  const rows = await sql<{
    id: string
    name: string
    period: string
    currency: string | null
    members: bigint
    coins: bigint
    amount: bigint
  }>(
    `select t.id, t.name, t.period, m.currency, count(*) as members,
       coalesce(sum(m.coins) filter (where m.renews), 0)::bigint as coins,
       coalesce(sum(m.amount) filter (where m.renews and m.means <> 'telegram'), 0)::bigint as amount
     from communities_memberships m join communities_tiers t on t.id = m.tier_id
     where m.community_id = :communityId and m.state <> 'ended'
     group by t.id, m.currency order by t.position, t.id`,
    { communityId }
  )
  const tiers = new Map<string, { name: string; members: number; monthly: bigint }>()
  for (const row of rows) {
    const known = tiers.get(row.id) ?? { name: row.name, members: 0, monthly: 0n }
    const value = valueOf(row)
    const monthly =
      row.period === 'month' ? value : row.period === 'year' ? value / MONTHS_OF_YEAR : 0n
    tiers.set(row.id, {
      name: row.name,
      members: known.members + Number(row.members),
      monthly: known.monthly + monthly,
    })
  }
  return [...tiers.values()]
}
