import { test } from '@japa/runner'
import { conversation } from '#app/bot_kit/testing/conversation'
import {
  fanOfLuna,
  messagesOf,
  payingFan,
  seed,
  walletOf,
} from '#plugins/personas/tests/support/house'
import { sql } from '#app/support/sql'

/** The kit forgets that it took the update, as if its process had died on the way. */
async function forget(updateId: string): Promise<void> {
  await sql('delete from inbox where event_id = :updateId', { updateId })
}

test.group('An update that comes twice', (group) => {
  group.setup(seed)

  test('is neither answered nor charged twice', async ({ assert }) => {
    const fan = await payingFan()
    const id = `twice-${fan.platformId}`
    await fan.says('Hello', id)
    const seen = fan.seen.length
    await fan.says('Hello', id)
    assert.lengthOf(fan.seen, seen)
    assert.equal((await walletOf(fan)).available, 46_000n)
  })

  test('nor when the kit has no memory of the first', async ({ assert }) => {
    const fan = await payingFan()
    const id = `forgotten-${fan.platformId}`
    await fan.says('Hello', id)
    const seen = fan.seen.length
    await forget(id)
    await fan.says('Hello', id)
    assert.lengthOf(fan.seen, seen)
    assert.equal((await walletOf(fan)).available, 46_000n)
    assert.lengthOf(await messagesOf(fan), 4)
  })

  test('one that did not reach the fan is not made again by itself', async ({ assert }) => {
    const fan = await payingFan()
    const id = `undelivered-${fan.platformId}`
    fan.platform.undeliverable = 'outage'
    await fan.says('Hello', id)
    delete fan.platform.undeliverable
    await forget(id)
    const seen = fan.seen.length
    await fan.says('Hello', id)
    assert.lengthOf(fan.seen, seen)
    assert.equal((await walletOf(fan)).available, 48_000n)
  })

  test('a guest spends one free reply on it', async ({ assert }) => {
    const guest = await conversation.fan()
    await guest.says('/talk luna')
    const id = `guest-${guest.platformId}`
    await guest.says('Hello', id)
    const seen = guest.seen.length
    await forget(id)
    await guest.says('Hello', id)
    assert.lengthOf(guest.seen, seen)
    await guest.says('Still there?')
    assert.equal(guest.lastText(), '1 free reply left for now.')
  })

  test('yes pressed twice pays once', async ({ assert }) => {
    const fan = await fanOfLuna()
    await fan.says('Hello')
    await Promise.all([
      fan.presses('Yes, 2 coins a reply'),
      fan.presses('Yes, 2 coins a reply'),
      fan.presses('Yes, 2 coins a reply'),
    ])
    assert.equal((await walletOf(fan)).available, 48_000n)
    assert.lengthOf(await messagesOf(fan), 2)
  })
})
