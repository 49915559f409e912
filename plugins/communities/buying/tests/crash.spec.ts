import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { sql } from '#app/support/sql'
import { buyTier } from '#plugins/communities/buying/actions/buy_tier'
import {
  finishPurchase,
  finishPurchases,
} from '#plugins/communities/buying/actions/finish_purchases'
import { giveBackMembership } from '#plugins/communities/buying/actions/give_back_membership'
import { settleSale } from '#plugins/communities/buying/actions/settle_sale'
import { dyingAfter } from '#plugins/communities/buying/tests/support/dying'
import {
  as,
  cyclesOf,
  giftOf,
  membershipsOf,
  openShop,
  purchasesOf,
  requestOf,
  USD,
} from '#plugins/communities/buying/tests/support/shop'
import { giveBackGift } from '#plugins/communities/gifts/actions/give_back_gifts'
import { redeemGift } from '#plugins/communities/gifts/actions/redeem_gift'
import { fanWith } from '#plugins/communities/tests/support/people'
import { verifyBooks } from '#tests/support/books'

const PRICE = 100_000n

test.group('Communities | crashes while buying', (group) => {
  group.tap((one) => one.timeout(120_000))
  group.teardown(() => verifyBooks())

  test('a process that dies at any step: the job brings the purchase to its end, paid and in or neither', async ({
    assert,
  }) => {
    const shop = await openShop()
    const ends = new Set<string>()
    let died = true
    for (let step = 0; died; step++) {
      const fan = await fanWith(PRICE)
      ;({ died } = await dyingAfter(step, shop.services, (services) =>
        buyTier(services, requestOf(fan, shop.tierId))
      ))
      await finishPurchases(shop.services, -1)
      const { available, held } = await shop.services.ledger.balance(fan.person.id)
      const members = (await membershipsOf(fan)).length
      const states = (await purchasesOf(fan)).map(({ state }) => state)
      assert.notInclude(states, 'asked', `dying before step ${step + 1}`)
      assert.equal(held, 0n)
      assert.equal(available, members === 1 ? 0n : PRICE, `dying before step ${step + 1}`)
      assert.deepEqual(states, states.length === 0 ? [] : [members === 1 ? 'paid' : 'refused'])
      ends.add(`${members}`)
      // Whoever was not charged can buy: nothing stands in the way.
      if (members === 0) as('joined', await shop.buys(fan))
      if (!died) assert.isAbove(step, 15, 'steps were watched')
    }
    assert.sameMembers([...ends], ['0', '1'])
  })

  test('the press that died is pressed again, under its key: one membership, one charge', async ({
    assert,
  }) => {
    const shop = await openShop()
    let died = true
    for (let step = 0; died; step++) {
      const fan = await fanWith(3n * PRICE)
      const request = requestOf(fan, shop.tierId)
      ;({ died } = await dyingAfter(step, shop.services, (services) => buyTier(services, request)))
      as('joined', await buyTier(shop.services, request))
      assert.equal((await shop.services.ledger.balance(fan.person.id)).available, 2n * PRICE)
      assert.lengthOf(await membershipsOf(fan), 1)
    }
  })

  test('the job dies, too, and another one goes on', async ({ assert }) => {
    const shop = await openShop()
    for (const step of [8, 10, 12, 14, 16, 18]) {
      const fan = await fanWith(PRICE)
      await dyingAfter(step, shop.services, (services) =>
        buyTier(services, requestOf(fan, shop.tierId))
      )
      const [purchase] = await purchasesOf(fan)
      let died = purchase !== undefined
      for (let again = 0; purchase && died; again += 3) {
        ;({ died } = await dyingAfter(again, shop.services, (services) =>
          finishPurchase(services, purchase)
        ))
      }
      const { available } = await shop.services.ledger.balance(fan.person.id)
      assert.equal(available, (await membershipsOf(fan)).length === 1 ? 0n : PRICE)
    }
  })

  test('money: told again after any crash, it is one membership, or it went back once', async ({
    assert,
  }) => {
    for (const withdrawn of [false, true]) {
      let died = true
      for (let step = 0; died; step++) {
        const shop = await openShop()
        const fan = await fanWith(0n)
        const { purchase } = as('pay', await shop.buys(fan, { wish: USD }))
        if (withdrawn) {
          await sql(`update communities_tiers set state = 'withdrawn' where id = :id`, {
            id: shop.tierId,
          })
        }
        const sold = {
          paymentId: randomUUID(),
          orderId: randomUUID(),
          reference: purchase.id,
          amount: 999n,
          currency: 'USD',
        }
        ;({ died } = await dyingAfter(step, shop.services, (services) =>
          settleSale(services, sold)
        ))
        await settleSale(shop.services, sold)
        assert.lengthOf(await membershipsOf(fan), withdrawn ? 0 : 1)
        assert.equal(shop.payments.refunds.size, withdrawn ? 1 : 0)
      }
    }
  })

  test('giving a membership back that dies at any step gives it back once', async ({ assert }) => {
    const shop = await openShop()
    let died = true
    for (let step = 0; died; step++) {
      const fan = await fanWith(PRICE)
      const { membership } = as('joined', await shop.buys(fan))
      ;({ died } = await dyingAfter(step, shop.services, (services) =>
        giveBackMembership(services, membership.id, 'unreachable')
      ))
      await giveBackMembership(shop.services, membership.id, 'unreachable')
      await giveBackMembership(shop.services, membership.id, 'unreachable')
      const [ended] = await membershipsOf(fan)
      assert.containsSubset(ended, { state: 'ended', end_reason: 'refunded' })
      assert.containsSubset(await cyclesOf(membership.id), [
        { state: 'given_back', given_back: PRICE },
      ])
      assert.equal((await shop.services.ledger.balance(fan.person.id)).available, PRICE)
      const { earnings } = await shop.services.ledger.balance(shop.creator.person.id)
      assert.equal(earnings.purchased, 0n)
    }
  })

  test('a gift that nobody took goes back once, whenever the job dies', async ({ assert }) => {
    const shop = await openShop()
    let died = true
    for (let step = 0; died; step++) {
      const giver = await fanWith(PRICE)
      const { gift, purchase } = as('gift', await shop.buys(giver, { gift: true }))
      const overdue = { id: gift.id, purchase_id: purchase.id }
      await sql(
        `update communities_gifts set expires_at = now() - interval '1 day' where id = :id`,
        {
          id: gift.id,
        }
      )
      ;({ died } = await dyingAfter(step, shop.services, (services) =>
        giveBackGift(services, overdue)
      ))
      const friend = await fanWith(0n)
      const { person, account } = friend
      const late = { code: gift.code, personId: person.id, accountId: account.id }
      assert.equal(as('refused', await redeemGift(shop.services, late)).reason, 'over')
      await giveBackGift(shop.services, overdue)
      assert.equal((await shop.services.ledger.balance(giver.person.id)).available, PRICE)
      assert.deepEqual(
        (await purchasesOf(giver)).map(({ state }) => state),
        ['given_back']
      )
    }
  })

  test('of money, and of a gift: who paid has it back', async ({ assert }) => {
    const shop = await openShop()
    const fan = await fanWith(0n)
    const { purchase } = as('pay', await shop.buys(fan, { wish: USD }))
    const paymentId = await shop.paid(purchase.id)
    const [membership] = await membershipsOf(fan)
    await giveBackMembership(shop.services, membership?.id ?? '', 'unreachable')
    assert.sameMembers([...shop.payments.refunds.values()], [paymentId])
    const giver = await fanWith(PRICE)
    const bought = as('gift', await shop.buys(giver, { gift: true }))
    const { code } = await giftOf(bought.purchase.id)
    const friend = await fanWith(0n)
    const taken = as(
      'redeemed',
      await redeemGift(shop.services, {
        code,
        personId: friend.person.id,
        accountId: friend.account.id,
      })
    )
    await giveBackMembership(shop.services, taken.membership.id, 'removed')
    assert.equal((await shop.services.ledger.balance(giver.person.id)).available, PRICE)
    assert.equal((await shop.services.ledger.balance(friend.person.id)).available, 0n)
  })
})
