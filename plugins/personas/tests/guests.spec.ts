import { test } from '@japa/runner'
import { conversation, type Fan } from '#app/bot_kit/testing/conversation'
import { codesSeenBy, messagesOf, seed, walletOf } from '#plugins/personas/tests/support/house'

async function guestOfLuna(options: Parameters<typeof conversation.fan>[0] = {}): Promise<Fan> {
  const guest = await conversation.fan(options)
  await guest.says('/talk luna')
  return guest
}

test.group('Guests', (group) => {
  group.setup(seed)

  test('have three free replies, then a countdown and an invitation', async ({ assert }) => {
    const guest = await guestOfLuna()
    assert.include(guest.texts()[0], 'Free for guests')
    await guest.says('Hello')
    assert.equal(guest.lastText(), '2 free replies left for now.')
    await guest.says('How are you?')
    assert.equal(guest.lastText(), '1 free reply left for now.')
    await guest.says('And Saturn?')
    assert.include(guest.lastText(), 'last free reply')

    const [limit, offer] = await guest.says('One more?')
    assert.deepEqual(codesSeenBy(guest), ['guest_limit'])
    assert.match(limit && 'text' in limit.node ? (limit.node.text ?? '') : '', /in 2[34] h \d+ min/)
    assert.equal(offer?.node.kind, 'choice')
    const kept = await messagesOf(guest)
    assert.lengthOf(kept, 7)
    assert.equal(kept.at(-1)?.text, 'One more?')
    assert.isTrue(kept.every(({ charge, hold_id }) => charge === 0n && hold_id === null))
  })

  test('who join are answered the message that waited', async ({ assert }) => {
    const guest = await guestOfLuna()
    for (const text of ['One', 'Two', 'Three', 'What can we see tonight?']) await guest.says(text)
    await guest.presses('Join and get 50 coins')
    assert.include(guest.texts().at(-2), 'accepted the terms (/terms)')
    assert.include(guest.lastText(), 'you have 50 coins')
    const [answer] = await guest.presses('Yes, 2 coins a reply')
    assert.equal(answer?.node.kind, 'stream')
    assert.equal((await walletOf(guest)).available, 48_000n)
    assert.equal((await messagesOf(guest)).at(-1)?.outcome, 'delivered')
  })

  test('a free reply that does not arrive does not count', async ({ assert }) => {
    const guest = await guestOfLuna()
    guest.platform.undeliverable = 'outage'
    for (const text of ['One', 'Two', 'Three', 'Four']) await guest.says(text)
    delete guest.platform.undeliverable
    const outcomes = (await messagesOf(guest)).filter(({ role }) => role === 'persona')
    assert.deepEqual(
      outcomes.map(({ outcome }) => outcome),
      Array.from({ length: 4 }, () => 'undelivered')
    )
    await guest.says('Five')
    assert.equal(guest.lastText(), '2 free replies left for now.')
  })

  test('a free reply that was stopped before its first word does not count', async ({ assert }) => {
    const guest = await guestOfLuna()
    guest.platform.onStreamStart = async () => {
      await guest.says('/stop')
    }
    await guest.says('One')
    delete guest.platform.onStreamStart
    assert.include(guest.texts(), 'The reply was stopped. It was a free one.')
    await guest.says('Two')
    assert.equal(guest.lastText(), '2 free replies left for now.')
  })

  test('/again is one of the free replies', async ({ assert }) => {
    const guest = await guestOfLuna()
    await guest.says('Teach me a constellation')
    const [answer] = await guest.says('/again')
    assert.equal(answer?.node.kind, 'stream')
    assert.equal(guest.lastText(), '1 free reply left for now.')
  })

  test('read all of this in Spanish', async ({ assert }) => {
    const guest = await guestOfLuna({ locale: 'es-MX' })
    await guest.says('/talk remedios')
    assert.include(guest.texts().at(-2), 'es un personaje de IA')
    for (const text of ['Uno', 'Dos', 'Tres', 'Cuatro']) await guest.says(text)
    assert.include(guest.texts().at(-2), 'La próxima es tuya en 2')
    assert.include(guest.lastText(), 'únete gratis')
  })
})
