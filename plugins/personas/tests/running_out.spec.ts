import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import lowNotices, { claimLowNotice } from '#plugins/personas/low_notices'
import {
  codesSeenBy,
  contextOfPersonas,
  leaveCoins,
  messagesOf,
  moveCoins,
  payingFan,
  personIdOf,
  seed,
  walletOf,
} from '#plugins/personas/tests/support/house'

test.group('Coins that run out', (group) => {
  group.setup(seed)

  test('are announced under ten, with the way to more', async ({ assert }) => {
    const fan = await payingFan()
    await leaveCoins(fan, 12_000n)
    const [, ...none] = await fan.says('One')
    assert.isEmpty(none)
    await fan.says('Two')
    assert.equal(fan.lastText(), 'Your wallet is getting light: 8 coins left.')
    assert.isDefined(fan.buttonId('Get coins'))
  })

  test('are announced once a day, however few they are', async ({ assert }) => {
    const fan = await payingFan()
    const personId = await personIdOf(fan)
    await leaveCoins(fan, 11_000n)
    await fan.says('One')
    assert.include(fan.lastText(), '9 coins left')
    await leaveCoins(fan, 3_500n)
    const [, ...notes] = await fan.says('Two')
    assert.isEmpty(notes)

    // Somebody who wrote on another platform as the same person was told then.
    const told = (hours: number) =>
      sql(
        `update personas_low_notices set told_at = now() - make_interval(hours => :hours)
         where person_id = :personId`,
        { hours, personId }
      )
    await told(23)
    await leaveCoins(fan, 9_000n)
    const [, ...early] = await fan.says('Three')
    assert.isEmpty(early)
    await told(24)
    await leaveCoins(fan, 3_500n)
    await fan.says('Four')
    assert.include(fan.lastText(), 'That was the last reply your coins covered: 1.5 coins left.')
  })

  test('are announced by one of the replies that end at the same moment', async ({ assert }) => {
    const personId = randomUUID()
    const asked = Array.from({ length: 8 }, () =>
      claimLowNotice(personId, { available: 9_000n, price: 2_000n })
    )
    assert.lengthOf((await Promise.all(asked)).filter(Boolean), 1)
  })

  test('cost nothing to look at while there are enough', async ({ assert }) => {
    const personId = randomUUID()
    assert.isFalse(await claimLowNotice(personId, { available: 10_000n, price: 2_000n }))
    assert.isTrue(await claimLowNotice(personId, { available: 10_000n, price: 20_000n }))
  })

  test('two people who become one were told as late as one of them', async ({ assert }) => {
    const [from, into] = [randomUUID(), randomUUID()]
    await claimLowNotice(from, { available: 0n, price: 0n })
    const part = lowNotices(await contextOfPersonas())
    await db.transaction(async (trx) => {
      await part.merge?.({ from, into, trx })
    })
    assert.isFalse(await claimLowNotice(into, { available: 0n, price: 0n }))
    await db.transaction(async (trx) => {
      await part.forget?.({ personId: into, accountIds: [], trx })
    })
    assert.isTrue(await claimLowNotice(into, { available: 0n, price: 0n }))
  })

  test('leave the message kept, to be sent after a top-up', async ({ assert }) => {
    const fan = await payingFan()
    await leaveCoins(fan, 300n)
    await fan.says('Are you lonely up here?')
    assert.deepEqual(codesSeenBy(fan), ['insufficient_coins'])
    assert.include(fan.texts().at(-2), 'a reply costs 2 coins ($0.02) and you have 0.3 coins')
    assert.isDefined(fan.buttonId('Get coins'))
    assert.equal((await messagesOf(fan)).at(-1)?.text, 'Are you lonely up here?')

    await fan.presses('Send it now')
    assert.lengthOf(codesSeenBy(fan), 2)

    await moveCoins(await personIdOf(fan), 10_000n)
    const [answer] = await fan.presses('Send it now')
    assert.equal(answer?.node.kind, 'stream')
    assert.equal((await walletOf(fan)).available, 8_300n)
    await fan.presses('Send it now')
    assert.include(fan.lastText(), 'has its answer already')
    assert.equal((await walletOf(fan)).available, 8_300n)
  })

  test('a cheaper model is offered with its price, and answers at once', async ({ assert }) => {
    const fan = await payingFan()
    await leaveCoins(fan, 1_200n)
    await fan.says('Tell me a story')
    const [answer] = await fan.presses('Use Spark, 0.5 coins')
    assert.equal(answer?.node.kind, 'stream')
    assert.equal((await walletOf(fan)).available, 700n)
    const reply = (await messagesOf(fan)).at(-1)
    assert.containsSubset(reply, { model_id: 'spark', price: 500n, charge: 500n })
  })

  test('a wallet is never overspent by messages sent at once', async ({ assert }) => {
    const fan = await payingFan()
    await leaveCoins(fan, 4_500n)
    await Promise.all(['One', 'Two', 'Three', 'Four'].map((text) => fan.says(text)))
    const wallet = await walletOf(fan)
    assert.equal(wallet.available, 500n)
    assert.equal(wallet.held, 0n)
    assert.lengthOf(codesSeenBy(fan), 2)
  })
})
