import { test } from '@japa/runner'
import {
  codesSeenBy,
  messagesOf,
  payingFan,
  personIdOf,
  seed,
  serviceOf,
  walletOf,
} from '#plugins/personas/tests/support/house'

test.group('A fan’s own spending limit', (group) => {
  group.setup(seed)

  test('stops the reply that would go beyond it, says so, and keeps the message', async ({
    assert,
  }) => {
    const fan = await payingFan()
    const ledger = await serviceOf('ledger')
    const personId = await personIdOf(fan)
    // The reply that was paid before counts.
    await ledger.setCaps(personId, { daily: 4_000n, monthly: null })
    const [answer] = await fan.says('One more')
    assert.equal(answer?.node.kind, 'stream')

    await fan.says('And another')
    assert.deepEqual(codesSeenBy(fan), ['cap_reached'])
    assert.match(
      fan.texts().at(-2) ?? '',
      /your own limit of 4 coins a day: you have spent or set aside 4 coins today\. .* starts over in .*midnight UTC\. \/limits changes it\./
    )
    assert.isDefined(fan.buttonId('My limits'))
    assert.equal((await messagesOf(fan)).at(-1)?.text, 'And another')
    assert.equal((await walletOf(fan)).available, 46_000n)

    await ledger.setCaps(personId, { daily: null, monthly: 6_000n })
    const [late] = await fan.presses('Send it now')
    assert.equal(late?.node.kind, 'stream')
    await fan.says('Beyond the month')
    assert.include(fan.texts().at(-2), 'your own limit of 6 coins a month')
    assert.equal((await walletOf(fan)).held, 0n)
  })
})
