import { test } from '@japa/runner'
import { conversation } from '#app/bot_kit/testing/conversation'
import { messagesOf, payingFan, seed, walletOf } from '#plugins/personas/tests/support/house'
import { connectModelServer, type ModelServer } from '#plugins/personas/tests/support/model_server'
import { lastPrompt } from '#plugins/personas/tests/support/prompts'
import { sql } from '#app/support/sql'

test.group('/edit', (group) => {
  let server: ModelServer
  group.setup(async () => {
    await seed()
    server = await connectModelServer()
    return () => server.close()
  })
  group.each.setup(() => server.emulator.always({ kind: 'answer', text: 'All is well.' }))

  test('says its price; the message and its answer are replaced, and stay in the books', async ({
    assert,
  }) => {
    const fan = await payingFan()
    server.emulator.always({ kind: 'answer', text: 'Mars it is.' })
    await fan.says('Show me Mars')
    const [quote] = await fan.says('/edit Show me Venus')
    assert.equal(quote?.node.kind, 'quote')
    assert.include(fan.lastText(), 'becomes “Show me Venus”')
    assert.include(fan.lastText(), '**2 coins ($0.02)**')
    assert.equal((await walletOf(fan)).available, 46_000n)

    const [answer] = await fan.presses('Change it, 2 coins')
    assert.equal(answer?.node.kind, 'stream')
    assert.equal((await walletOf(fan)).available, 44_000n)
    const { text, messages } = lastPrompt(server.emulator)
    assert.equal(messages.at(-1)?.content, 'Show me Venus')
    assert.notInclude(text, 'Mars')
    const kept = await messagesOf(fan)
    assert.deepEqual(
      kept.map(({ role, charge }) => [role, charge]),
      [
        ['fan', 0n],
        ['persona', 2_000n],
        ['fan', 0n],
        ['persona', 2_000n],
        ['fan', 0n],
        ['persona', 2_000n],
      ]
    )
    await fan.says('/again')
    await fan.presses('Answer again, 2 coins')
    assert.equal(lastPrompt(server.emulator).messages.at(-1)?.content, 'Show me Venus')
  })

  test('without words it asks for them', async ({ assert }) => {
    const fan = await payingFan()
    await fan.says('/edit')
    const button = fan.buttonId('Change it') ?? ''
    await fan.sends({ kind: 'form', button, values: { text: 'Good morning, Luna!' } })
    assert.include(fan.lastText(), 'becomes “Good morning, Luna!”')
  })

  test('what is no longer the last message stays, and costs nothing', async ({ assert }) => {
    const fan = await payingFan()
    await fan.says('/edit Something else')
    await fan.says('A newer message')
    await fan.presses('Change it, 2 coins')
    assert.include(fan.lastText(), 'no longer the last one')
    assert.equal((await walletOf(fan)).available, 46_000n)
  })

  test('pressed twice, or delivered again by the platform, it is changed and paid once', async ({
    assert,
  }) => {
    const fan = await payingFan()
    await fan.says('/edit Twice')
    await Promise.all([
      fan.presses('Change it, 2 coins'),
      fan.presses('Change it, 2 coins'),
      fan.presses('Change it, 2 coins'),
    ])
    assert.equal((await walletOf(fan)).available, 46_000n)
    const guest = await conversation.fan()
    await guest.says('/talk luna')
    await guest.says('Hello')
    const id = `edit-${guest.platformId}`
    await guest.says('/edit Good day', id)
    await sql('delete from inbox where event_id = :id', { id })
    await guest.says('/edit Good day', id)
    await guest.says('Still there?')
    assert.include(guest.texts().join('\n'), 'last free reply')
  })

  test('a process that died after the change goes on with the answer', async ({ assert }) => {
    const guest = await conversation.fan()
    await guest.says('/talk luna')
    await guest.says('Hello')
    const id = `died-${guest.platformId}`
    await guest.says('/edit Good day', id)
    await sql(`delete from personas_messages where role = 'persona' and turn_key = :key`, {
      key: `telegram:${id}`,
    })
    await sql('delete from inbox where event_id = :id', { id })
    const [answer] = await guest.says('/edit Good day', id)
    assert.equal(answer?.node.kind, 'stream')
    assert.deepEqual(
      (await messagesOf(guest)).map(({ text }) => text),
      ['Hello', 'All is well.', 'Good day', 'All is well.']
    )
  })

  test('when the new answer fails, the changed message waits, and nothing is charged', async ({
    assert,
  }) => {
    const fan = await payingFan()
    await fan.says('/edit Tell me of Neptune')
    server.emulator.always({ kind: 'error', status: 500 })
    await fan.presses('Change it, 2 coins')
    assert.equal((await walletOf(fan)).available, 48_000n)
    server.emulator.always({ kind: 'answer', text: 'Blue and far.' })
    await fan.presses('Try again')
    assert.equal(lastPrompt(server.emulator).messages.at(-1)?.content, 'Tell me of Neptune')
    assert.equal((await walletOf(fan)).available, 46_000n)
  })

  test('there is nothing to change before the first message', async ({ assert }) => {
    const fan = await conversation.fan()
    await fan.says('/start luna')
    await fan.says('/edit Hello')
    assert.include(fan.lastText(), 'no message to change yet')
  })
})
