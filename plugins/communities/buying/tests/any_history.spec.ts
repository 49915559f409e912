import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import fc from 'fast-check'
import { sql } from '#app/support/sql'
import { buyTier } from '#plugins/communities/buying/actions/buy_tier'
import { finishPurchases } from '#plugins/communities/buying/actions/finish_purchases'
import { giveBackMembership } from '#plugins/communities/buying/actions/give_back_membership'
import { dyingAfter } from '#plugins/communities/buying/tests/support/dying'
import {
  giftOf,
  membershipsOf,
  openShop,
  purchasesOf,
  requestOf,
  USD,
  type Shop,
} from '#plugins/communities/buying/tests/support/shop'
import { giveBackGifts } from '#plugins/communities/gifts/actions/give_back_gifts'
import { redeemGift } from '#plugins/communities/gifts/actions/redeem_gift'
import { fanWith, type Somebody } from '#plugins/communities/tests/support/people'
import { verifyBooks } from '#tests/support/books'

const PURSE = 350_000n

type Press = { means: 'coins' | 'money'; gift: boolean }
type Happening =
  | ({ do: 'press'; dies: number | null } & Press)
  | { do: 'presses'; of: readonly Press[] }
  /** The money of a checkout arrives; dying on the way, it is told again later. */
  | { do: 'pay'; checkout: number; dies: number | null }
  | { do: 'repeat'; payment: number }
  | { do: 'job' }
  | { do: 'sale'; open: boolean }
  | { do: 'ban'; banned: boolean }
  | { do: 'redeem'; gift: number }
  | { do: 'overdue'; gift: number }
  | { do: 'giveBack'; dies: number | null }

const press = { means: fc.constantFrom('coins', 'money'), gift: fc.boolean() } as const
const dies = fc.option(fc.nat(24))
const happenings: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('press'), dies, ...press }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('presses'),
      of: fc.array(fc.record(press), { minLength: 2, maxLength: 4 }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('pay'), checkout: fc.nat(5), dies }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('repeat'), payment: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.constant<Happening>({ do: 'job' }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sale'), open: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('ban'), banned: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('redeem'), gift: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('overdue'), gift: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('giveBack'), dies }) }
)

/** A gift that was taken, and whose membership could not be had. */
const GIFT_GIVEN_BACK: Happening[] = [
  { do: 'press', means: 'money', gift: true, dies: null },
  { do: 'pay', checkout: 0, dies: null },
  { do: 'redeem', gift: 0 },
  { do: 'giveBack', dies: null },
]

test.group('Communities | buying, whatever happens', (group) => {
  group.tap((one) => one.timeout(240_000))
  group.teardown(() => verifyBooks())

  test('at most one membership, and charged for exactly what is there', async ({ assert }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(happenings, { minLength: 3, maxLength: 14 }), async (history) => {
        const shop = await openShop({ seats: 3 })
        const fan = await fanWith(PURSE)
        const payments: { paymentId: string; purchaseId: string }[] = []
        for (const happening of history) await happen(shop, fan, payments, happening)

        // Everything that was left comes to its end: as the jobs do, and as payments are told until they are heard.
        for (const { paymentId, purchaseId } of payments) await shop.paid(purchaseId, paymentId)
        await finishPurchases(shop.services, -1)
        await giveBackGifts(shop.services)

        const memberships = await membershipsOf(fan)
        const live = memberships.filter(({ state }) => state !== 'ended')
        assert.isAtMost(live.length, 1)
        const purchases = await purchasesOf(fan)
        const open = purchases.filter(({ state, means }) => state === 'asked' && means !== 'money')
        assert.lengthOf(open, 0)
        const { available, held } = await shop.services.ledger.balance(fan.person.id)
        assert.equal(held, 0n)
        // Coins are gone for what is there, and for what was had: a membership that was given back cost nothing.
        const kept = purchases.filter(({ state }) => state === 'paid')
        const endedIds = new Set(
          memberships.filter(({ state }) => state === 'ended').map(({ id }) => id)
        )
        const spent = kept
          .filter(({ membership_id: id }) => id === null || !endedIds.has(id))
          .reduce((sum, { coins }) => sum + (coins ?? 0n), 0n)
        assert.equal(available, PURSE - spent)
        // Each payment is behind what is there, or went back; never both, never twice.
        const back = [...shop.payments.refunds.values()]
        assert.lengthOf(new Set(back), back.length)
        const used = await usedPayments(fan)
        for (const { paymentId } of payments) {
          assert.equal(
            Number(used.includes(paymentId)) + Number(back.includes(paymentId)),
            1,
            paymentId
          )
        }
      }),
      { numRuns: 40, endOnFailure: true, examples: [[GIFT_GIVEN_BACK]] }
    )
  })
})

async function happen(
  shop: Shop,
  fan: Somebody,
  payments: { paymentId: string; purchaseId: string }[],
  happening: Happening
): Promise<void> {
  const { services, tierId } = shop
  const request = ({ means, gift }: Press) =>
    requestOf(fan, tierId, { gift, wish: means === 'coins' ? { means } : USD })
  switch (happening.do) {
    case 'press':
      await maybeDying(shop, happening.dies, (mortal) => buyTier(mortal, request(happening)))
      return
    case 'presses':
      await Promise.all(happening.of.map((one) => buyTier(services, request(one))))
      return
    case 'pay': {
      const checkouts = [...shop.payments.sales.values()]
      const sale = checkouts[happening.checkout % Math.max(1, checkouts.length)]
      if (!sale) return
      const payment = { paymentId: randomUUID(), purchaseId: sale.request.reference }
      payments.push(payment)
      await maybeDying(shop, happening.dies, (mortal) =>
        shop.paid(payment.purchaseId, payment.paymentId, mortal)
      )
      return
    }
    case 'repeat': {
      const payment = payments[happening.payment % Math.max(1, payments.length)]
      if (payment) await shop.paid(payment.purchaseId, payment.paymentId)
      return
    }
    case 'job':
      await finishPurchases(services, -1)
      return
    case 'sale':
      await sql('update communities_tiers set state = :state where id = :tierId', {
        tierId,
        state: happening.open ? 'on_sale' : 'withdrawn',
      })
      return
    case 'ban':
      await sql(
        happening.banned
          ? `insert into communities_bans (community_id, person_id, by_person, created_at)
             values (:communityId, :personId, :personId, now()) on conflict do nothing`
          : 'delete from communities_bans where community_id = :communityId and person_id = :personId',
        { communityId: shop.community.id, personId: fan.person.id }
      )
      return
    case 'redeem':
    case 'overdue': {
      const gifts = (await purchasesOf(fan)).filter(({ gift, state }) => gift && state === 'paid')
      const purchase = gifts[happening.gift % Math.max(1, gifts.length)]
      if (!purchase) return
      const { code, id } = await giftOf(purchase.id)
      const { person, account } = fan
      if (happening.do === 'redeem') {
        await redeemGift(services, { code, personId: person.id, accountId: account.id })
      } else {
        await sql(
          `update communities_gifts set expires_at = now() - interval '1 day' where id = :id`,
          { id }
        )
        await giveBackGifts(services)
      }
      return
    }
    case 'giveBack': {
      const live = (await membershipsOf(fan)).find(({ state }) => state !== 'ended')
      if (!live) return
      await maybeDying(shop, happening.dies, (mortal) =>
        giveBackMembership(mortal, live.id, 'unreachable')
      )
      await giveBackMembership(services, live.id, 'unreachable')
    }
  }
}

const maybeDying = async (
  { services }: Shop,
  step: number | null,
  work: (services: Shop['services']) => Promise<unknown>
): Promise<unknown> => (step === null ? work(services) : dyingAfter(step, services, work))

/** Payments of what the fan has: purchases that are paid, and cycles that were not given back. */
async function usedPayments({ person }: Somebody): Promise<string[]> {
  const rows = await sql<{ payment_id: string }>(
    `select p.payment_id from communities_purchases p where p.person_id = :personId and p.state = 'paid'
       and p.payment_id is not null and not exists (
         select from communities_cycles c where c.payment_id = p.payment_id and c.state = 'given_back')
     union
     select c.payment_id from communities_cycles c join communities_memberships m on m.id = c.membership_id
     where m.person_id = :personId and c.payment_id is not null and c.state = 'paid'`,
    { personId: person.id }
  )
  return rows.map(({ payment_id: id }) => id)
}
