import { test } from '@japa/runner'
import limiter from '@adonisjs/limiter/services/main'
import { DateTime, Settings } from 'luxon'
import { sql } from '#app/support/sql'
import { findPurchase } from '#plugins/communities/buying/queries/find_purchase'
import {
  as,
  giftOf,
  membershipsOf,
  openShop,
  USD,
  type Shop,
} from '#plugins/communities/buying/tests/support/shop'
import { followSaleReturn } from '#plugins/communities/lifecycle/actions/follow_sale_return'
import { cyclesOf } from '#plugins/communities/lifecycle/queries/find_membership'
import { returned } from '#plugins/communities/lifecycle/tests/support/members'
import { giveBackGifts } from '#plugins/communities/gifts/actions/give_back_gifts'
import { redeemGift } from '#plugins/communities/gifts/actions/redeem_gift'
import { newGiftCode, readGiftCode, saidCode } from '#plugins/communities/gifts/gift_code'
import { GIFT_LIMITS } from '#plugins/communities/gifts/limits'
import { fanWith, type Somebody } from '#plugins/communities/tests/support/people'
import { verifyBooks } from '#tests/support/books'

const takes = (shop: Shop, { person, account }: Somebody, code: string) =>
  redeemGift(shop.services, { code, personId: person.id, accountId: account.id })

const bought = async (shop: Shop, giver: Somebody) =>
  as('gift', await shop.buys(giver, { gift: true })).gift

/** A gift that somebody paid dollars for. */
async function boughtForMoney(shop: Shop) {
  const { purchase } = as('pay', await shop.buys(await fanWith(0n), { gift: true, wish: USD }))
  const paymentId = await shop.paid(purchase.id)
  return { paymentId, code: (await giftOf(purchase.id)).code }
}

const inAYear = (): void => {
  const later = DateTime.utc().plus({ days: 366 }).toMillis()
  Settings.now = () => later
}

test.group('Communities | gifts', (group) => {
  group.tap((one) => one.timeout(30_000))
  group.each.teardown(() => {
    Settings.now = () => Date.now()
  })
  group.teardown(() => verifyBooks())

  test('a fan buys one, a friend takes it: in for one period, and nothing renews', async ({
    assert,
  }) => {
    const shop = await openShop({ trialDays: 7 })
    const [giver, friend] = [await fanWith(100_000n), await fanWith(0n)]
    const gift = await bought(shop, giver)
    assert.lengthOf(await membershipsOf(giver), 0)
    const { membership } = as(
      'redeemed',
      await takes(shop, friend, saidCode(gift.code).toLowerCase())
    )
    assert.containsSubset(membership, { means: 'gift', state: 'active', renews: false })
    assert.equal(membership.person_id, friend.person.id)
    assert.equal((await shop.services.ledger.balance(giver.person.id)).available, 0n)
    // Again it is the same; and nobody else's.
    assert.isFalse(as('redeemed', await takes(shop, friend, gift.code)).fresh)
    assert.equal(as('refused', await takes(shop, await fanWith(0n), gift.code)).reason, 'taken')
    await sql(`update communities_gifts set expires_at = now() - interval '1 day' where id = :id`, {
      id: gift.id,
    })
    await giveBackGifts(shop.services)
    assert.equal((await shop.services.ledger.balance(giver.person.id)).available, 0n)
  })

  test('many at once: one of them has it', async ({ assert }) => {
    const shop = await openShop()
    const gift = await bought(shop, await fanWith(100_000n))
    const friends = await Promise.all(Array.from({ length: 5 }, () => fanWith(0n)))
    const outcomes = await Promise.all(friends.map((friend) => takes(shop, friend, gift.code)))
    assert.lengthOf(
      outcomes.filter(({ outcome }) => outcome === 'redeemed'),
      1
    )
  })

  test('who is in already keeps the gift for later; who is banned can hand it on', async ({
    assert,
  }) => {
    const shop = await openShop()
    const gift = await bought(shop, await fanWith(100_000n))
    const member = await fanWith(100_000n)
    const { membership } = as('joined', await shop.buys(member))
    assert.equal(as('refused', await takes(shop, member, gift.code)).reason, 'member')
    const banned = await fanWith(0n)
    await sql(
      `insert into communities_bans (community_id, person_id, by_person, created_at) values (:id, :personId, :personId, now())`,
      { id: shop.community.id, personId: banned.person.id }
    )
    assert.equal(as('refused', await takes(shop, banned, gift.code)).reason, 'banned')
    await sql(
      `update communities_memberships set state = 'ended', ended_at = now(), renews = false, renew_at = null where id = :id`,
      { id: membership.id }
    )
    as('redeemed', await takes(shop, member, gift.code))
  })

  test('a gift keeps its seat', async ({ assert }) => {
    const shop = await openShop({ seats: 1 })
    const gift = await bought(shop, await fanWith(100_000n))
    assert.deepEqual(await shop.buys(await fanWith(100_000n)), {
      outcome: 'refused',
      reason: 'full',
    })
    as('redeemed', await takes(shop, await fanWith(0n), gift.code))
  })

  test('one that nobody took goes back, as it was paid, and is worth nothing any more', async ({
    assert,
  }) => {
    const shop = await openShop()
    const giver = await fanWith(100_000n)
    const gift = await bought(shop, giver)
    const { purchase } = as('pay', await shop.buys(giver, { gift: true, wish: USD }))
    const paymentId = await shop.paid(purchase.id)
    await giveBackGifts(shop.services)
    assert.equal((await findPurchase(purchase.id))?.state, 'paid')
    inAYear()
    await giveBackGifts(shop.services)
    await giveBackGifts(shop.services)
    assert.equal((await shop.services.ledger.balance(giver.person.id)).available, 100_000n)
    assert.deepEqual(
      [...shop.payments.refunds.values()].filter((id) => id === paymentId),
      [paymentId]
    )
    assert.equal(as('refused', await takes(shop, await fanWith(0n), gift.code)).reason, 'over')
    assert.equal((await findPurchase(purchase.id))?.state, 'given_back')
  })

  test('where the money cannot go back after so long, the gift is good for another year', async () => {
    const shop = await openShop()
    const { code } = await boughtForMoney(shop)
    shop.payments.refundsAre = 'refused'
    inAYear()
    await giveBackGifts(shop.services)
    as('redeemed', await takes(shop, await fanWith(0n), code))
  })

  test('one whose payment is disputed is worth nothing, until the dispute is won', async ({
    assert,
  }) => {
    const shop = await openShop()
    const { code, paymentId } = await boughtForMoney(shop)
    const told = returned(paymentId, 1, { kind: 'dispute' })
    await followSaleReturn(shop.services, told)
    await followSaleReturn(shop.services, told)
    const friend = await fanWith(0n)
    assert.equal(as('refused', await takes(shop, friend, code)).reason, 'over')
    const won = { kind: 'dispute', change: 'given', gone: 0n } as const
    await followSaleReturn(shop.services, returned(paymentId, 2, won))
    as('redeemed', await takes(shop, friend, code))
  })

  test('a part of its price that went back leaves it good, and is known of whoever takes it', async ({
    assert,
  }) => {
    const shop = await openShop()
    const { code, paymentId } = await boughtForMoney(shop)
    await followSaleReturn(shop.services, returned(paymentId, 1, { gone: 250n }))
    const { membership } = as('redeemed', await takes(shop, await fanWith(0n), code))
    const [cycle] = await cyclesOf(membership.id)
    assert.equal(cycle?.given_back, 250n)
  })

  test('nobody goes through codes', async ({ assert }) => {
    const shop = await openShop()
    const gift = await bought(shop, await fanWith(100_000n))
    const guesser = await fanWith(0n)
    for (let n = 0; n < GIFT_LIMITS.tries; n++) {
      const outcome = as('refused', await takes(shop, guesser, newGiftCode()))
      assert.equal(outcome.reason, 'unknown')
    }
    assert.equal(as('refused', await takes(shop, guesser, gift.code)).reason, 'too_many')
    await limiter.use({ requests: 1, duration: 1 }).delete(`communities:gifts:${guesser.person.id}`)
    as('redeemed', await takes(shop, guesser, gift.code))
  })

  test('a code is read however it is typed', ({ assert }) => {
    const code = newGiftCode()
    assert.match(code, /^GIFT[0-9A-HJKMNP-TV-Z]{16}$/)
    assert.equal(readGiftCode(` ${saidCode(code).toLowerCase()} `), code)
    assert.equal(readGiftCode('gift-0o1i-lLoO-ABCD-EFGH'), 'GIFT0011110' + '0ABCDEFGH')
    assert.isNull(readGiftCode('GIFT-1234'))
    assert.isNull(readGiftCode('moonlight-club'))
  })
})
