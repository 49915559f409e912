import { test } from '@japa/runner'
import {
  codesSeenBy,
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

  test('are announced under ten, and at the last reply they cover', async ({ assert }) => {
    const fan = await payingFan()
    await leaveCoins(fan, 11_000n)
    await fan.says('One')
    assert.equal(fan.lastText(), 'Your wallet is getting light: 9 coins left.')
    assert.isDefined(fan.buttonId('Get coins'))
    const [, ...notes] = await fan.says('Two')
    assert.isEmpty(notes)
    await leaveCoins(fan, 3_500n)
    await fan.says('Three')
    assert.include(fan.lastText(), 'That was the last reply your coins covered: 1.5 coins left.')
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
