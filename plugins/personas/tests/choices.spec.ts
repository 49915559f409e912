import { test } from '@japa/runner'
import { conversation } from '#app/bot_kit/testing/conversation'
import {
  codesSeenBy,
  fanOfLuna,
  messagesOf,
  payingFan,
  seed,
  walletOf,
} from '#plugins/personas/tests/support/house'

test.group('/again', (group) => {
  group.setup(seed)

  test('says its price, answers the last message anew, and only that reply counts', async ({
    assert,
  }) => {
    const fan = await payingFan()
    const [quote] = await fan.says('/again')
    assert.equal(quote?.node.kind, 'quote')
    assert.include(fan.lastText(), 'Another answer from Luna costs **2 coins ($0.02)**')
    assert.equal((await walletOf(fan)).available, 48_000n)
    const [answer] = await fan.presses('Answer again, 2 coins')
    assert.equal(answer?.node.kind, 'stream')
    assert.equal((await walletOf(fan)).available, 46_000n)
    const kept = await messagesOf(fan)
    assert.deepEqual(
      kept.map(({ role }) => role),
      ['fan', 'persona', 'persona']
    )
  })

  test('has nothing to do before the first message', async ({ assert }) => {
    const fan = await fanOfLuna()
    await fan.says('/again')
    assert.include(fan.lastText(), 'nothing to answer again yet')
  })
})

test.group('/model', (group) => {
  group.setup(seed)

  test('lists the models with their prices; a choice by its button needs no second question', async ({
    assert,
  }) => {
    const fan = await fanOfLuna()
    await fan.says('/model')
    assert.include(fan.lastText(), 'Standard ✓ 2 coins ($0.02) a reply.')
    await fan.presses('Use Canvas, 1 coin')
    assert.include(fan.lastText(), 'Canvas now speaks as Luna, for 1 coin ($0.01) a reply')
    const [answer] = await fan.says('Hello')
    assert.equal(answer?.node.kind, 'stream')
    assert.equal((await walletOf(fan)).available, 49_000n)
  })

  test('a dearer model than was agreed asks again, a cheaper one does not', async ({ assert }) => {
    const fan = await fanOfLuna()
    await fan.says('/model')
    await fan.presses('Use Spark, 0.5 coins')
    await fan.says('/model standard')
    assert.include(fan.lastText(), 'Standard now speaks as Luna, for 2 coins')
    const [quote] = await fan.says('Hello')
    assert.equal(quote?.node.kind, 'quote')
    await fan.presses('Yes, 2 coins a reply')
    await fan.says('/model spark')
    const [answer] = await fan.says('And now?')
    assert.equal(answer?.node.kind, 'stream')
    assert.equal((await walletOf(fan)).available, 47_500n)
  })

  test('can be chosen from the quote, and the quoted message is answered', async ({ assert }) => {
    const fan = await fanOfLuna()
    await fan.says('What can we see tonight?')
    await fan.presses('See other models')
    const [answer] = await fan.presses('Use Breeze, 0.5 coins')
    assert.equal(answer?.node.kind, 'stream')
    const [, reply] = await messagesOf(fan)
    assert.containsSubset(reply, { model_id: 'breeze', charge: 500n })
  })

  test('an unknown one is named, with those that there are', async ({ assert }) => {
    const fan = await fanOfLuna()
    await fan.says('/model quantum')
    assert.include(fan.texts().at(-2), 'no model called “quantum”')
    assert.include(fan.lastText(), 'Spark')
    const guest = await conversation.fan()
    await guest.says('/model')
    assert.deepEqual(codesSeenBy(guest), ['needs_account'])
  })
})
