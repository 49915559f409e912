import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { findPurchase } from '#plugins/communities/buying/queries/find_purchase'
import { as, membershipsOf, openShop, USD } from '#plugins/communities/buying/tests/support/shop'
import { redeemGift } from '#plugins/communities/gifts/actions/redeem_gift'
import { fanWith } from '#plugins/communities/tests/support/people'
import { verifyBooks } from '#tests/support/books'

test.group('Communities | gifts and purchases of people who go', (group) => {
  group.tap((one) => one.timeout(30_000))
  group.teardown(() => verifyBooks())

  test('an export names gifts; who deletes everything is told of those that wait, and they stay good', async ({
    assert,
  }) => {
    const shop = await openShop()
    const giver = await fanWith(100_000n)
    const { gift } = as('gift', await shop.buys(giver, { gift: true }))
    const identity = await app.container.make('identity')
    assert.include(JSON.stringify(await identity.exportData(giver.person.id)), gift.code)
    const losses = await identity.lossesOf(giver.person.id, {
      t: (key, data = {}) => `${key} ${JSON.stringify(data)}`,
      coins: String,
    })
    assert.include(losses.join('\n'), 'communities.gifts.loss {"title":"Moonlight Club: Gold"}')
    await identity.deletePerson(giver.person.id)
    const friend = await fanWith(0n)
    const { person, account } = friend
    const taken = { code: gift.code, personId: person.id, accountId: account.id }
    as('redeemed', await redeemGift(shop.services, taken))
    const kept = JSON.stringify(await identity.exportData(person.id))
    assert.include(kept, '"taken_by_me":true')
    assert.notInclude(kept, gift.code)
  })

  test('money of somebody who is not there any more goes back', async ({ assert }) => {
    const shop = await openShop()
    const fan = await fanWith(0n)
    const { purchase } = as('pay', await shop.buys(fan, { wish: USD }))
    const identity = await app.container.make('identity')
    await identity.deletePerson(fan.person.id)
    const paymentId = await shop.paid(purchase.id)
    assert.lengthOf(await membershipsOf(fan), 0)
    assert.containsSubset(await findPurchase(purchase.id), {
      state: 'given_back',
      refusal: 'deleted',
    })
    assert.deepEqual([...shop.payments.refunds.values()], [paymentId])
  })
})
