/** Members in every state of their life, with the clock in the test's hand. */
import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { DateTime, Settings } from 'luxon'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import { endOver } from '#plugins/communities/lifecycle/actions/end_over'
import type { SaleReturn } from '#plugins/communities/lifecycle/actions/follow_sale_return'
import { remindDue } from '#plugins/communities/lifecycle/actions/remind_due'
import { renewDue } from '#plugins/communities/lifecycle/actions/renew_due'
import { startMembership } from '#plugins/communities/lifecycle/actions/start_membership'
import { cyclesOf, findMembership } from '#plugins/communities/lifecycle/queries/find_membership'
import type {
  CodeRow,
  CommunityRow,
  CycleRow,
  MembershipRow,
  PurchaseRow,
  TierRow,
} from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'
import {
  creatorOn,
  fanWith,
  services,
  tierOf,
  type Somebody,
} from '#plugins/communities/tests/support/people'

/** The program's clock stands at a moment, until it is moved. */
export function setClock(at: Date | string): void {
  const moment = typeof at === 'string' ? Date.parse(at) : at.getTime()
  Settings.now = () => moment
}

export function moveClock(by: { days?: number; hours?: number; minutes?: number }): void {
  setClock(DateTime.utc().plus(by).toJSDate())
}

export function resetClock(): void {
  Settings.now = () => Date.now()
}

/** A moment to the minute, as `2027-04-01T00:00`. */
export const minuteOf = (date: Date | null): string | null =>
  date?.toISOString().slice(0, 16) ?? null

/** What the scheduler does every minute. */
export async function sweep(given?: CommunitiesServices): Promise<void> {
  const all = given ?? (await services())
  await renewDue(all)
  await endOver(all)
  await remindDue(all)
}

export interface Club {
  creator: Somebody
  community: CommunityRow
  tier: TierRow
}

/** A community that needs no platform, with one tier: 100 coins a month unless told otherwise. */
export async function club(options: Parameters<typeof tierOf>[1] = {}): Promise<Club> {
  const creator = await creatorOn('telegram')
  const [community] = await sql<CommunityRow>(
    `insert into communities_communities (creator_id, name, slug, locale, state)
     values (:creator, 'Moonlight Club', :slug, 'en', 'open') returning *`,
    { creator: creator.person.id, slug: `club-${randomUUID().slice(0, 12)}` }
  )
  if (!community) throw new Error('No community')
  const { tier } = await tierOf(community.id, options)
  return { creator, community, tier }
}

/** Somebody who bought a tier now. Coins are really taken, as buying does it. */
export async function member(
  { community, tier }: Pick<Club, 'community' | 'tier'>,
  options: {
    /** Millicoins in the wallet beside the price. */
    coins?: bigint
    fan?: Somebody
    code?: CodeRow | null
    purchase?: Partial<PurchaseRow>
  } = {}
): Promise<{ fan: Somebody; membership: MembershipRow; purchase: PurchaseRow }> {
  const means = options.purchase?.means ?? 'coins'
  const trial = (options.purchase?.trial_days ?? 0) > 0
  const price = means === 'coins' && !trial ? (options.purchase?.coins ?? tier.coins ?? 0n) : 0n
  const fan = options.fan ?? (await fanWith(price + (options.coins ?? 0n)))
  const all = await services()
  const key = `test:${randomUUID()}`
  const transferId = price > 0n ? await pay(all, { fan, community, price, key }) : null
  const purchase: PurchaseRow = {
    id: randomUUID(),
    key,
    community_id: community.id,
    tier_id: tier.id,
    person_id: fan.person.id,
    account_id: fan.account.id,
    frontend: 'telegram',
    locale: 'en',
    gift: false,
    means,
    coins: means === 'coins' ? price : null,
    currency: null,
    amount: null,
    trial_days: 0,
    code_id: options.code?.id ?? null,
    state: 'paid',
    refusal: null,
    hold_id: null,
    transfer_id: transferId,
    order_id: null,
    payment_id: null,
    membership_id: null,
    recurring: means === 'money',
    title: 'Moonlight Club: Gold',
    created_at: now(),
    ended_at: null,
    ...options.purchase,
  }
  const membership = await db.transaction((trx) =>
    startMembership(all, trx, { purchase, tier, code: options.code ?? null, community })
  )
  return { fan, membership, purchase }
}

async function pay(
  { ledger }: CommunitiesServices,
  about: { fan: Somebody; community: CommunityRow; price: bigint; key: string }
): Promise<string> {
  const { fan, community, price, key } = about
  const held = await ledger.hold({
    key,
    personId: fan.person.id,
    amount: price,
    creatorId: community.creator_id,
    memo: { key: 'communities.lifecycle.memo.cycle', data: { name: community.name } },
  })
  if (held.outcome !== 'held') throw new Error(`No hold: ${held.outcome}`)
  const captured = await ledger.capture({ key, holdId: held.holdId })
  if (captured.outcome !== 'captured') throw new Error(`No capture: ${captured.outcome}`)
  return captured.transferId
}

/** Somebody who pays ten euros a month by a gateway. */
export async function payer(here: Club) {
  const orderId = randomUUID()
  const paymentId = randomUUID()
  const bought = await member(here, {
    purchase: {
      means: 'money',
      coins: null,
      currency: 'EUR',
      amount: 1_000n,
      order_id: orderId,
      payment_id: paymentId,
    },
  })
  return { ...bought, orderId, paymentId }
}

/** What the payments tell of a payment of ten euros, the more the later; by default all of it was refunded. */
export function returned(
  paymentId: string,
  asOf: number,
  about: Partial<Pick<SaleReturn, 'kind' | 'change' | 'gone' | 'disputed'>> = {}
): SaleReturn {
  const { kind = 'refund', change = 'taken', gone = 1_000n } = about
  const disputed = about.disputed ?? (kind === 'dispute' && change === 'taken')
  const whole = gone >= 1_000n
  return { returnId: randomUUID(), paymentId, asOf, kind, change, gone, whole, disputed }
}

/** The membership as it is now. */
export async function again({ id }: Pick<MembershipRow, 'id'>): Promise<MembershipRow> {
  const found = await findMembership(id)
  if (!found) throw new Error('The membership is gone')
  return found
}

/** Its cycles, the oldest first. */
export async function cycles({ id }: Pick<MembershipRow, 'id'>): Promise<CycleRow[]> {
  return (await cyclesOf(id)).reverse()
}

export async function coinsOf(fan: Somebody): Promise<bigint> {
  const { ledger } = await services()
  return (await ledger.balance(fan.person.id)).available
}

/** News that wait to be said to a member, in order. */
export async function newsFor({ id }: Pick<MembershipRow, 'id'>): Promise<string[]> {
  const rows = await sql<{ news: string }>(
    `select payload ->> 'news' as news from outbox
     where topic = 'communities.say_news' and payload ->> 'membershipId' = :id order by id`,
    { id }
  )
  return rows.map(({ news }) => news)
}
