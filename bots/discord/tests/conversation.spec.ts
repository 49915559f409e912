import { test } from '@japa/runner'
import { pour, startHarness } from '#bots/discord/tests/harness'
import { defineCommand } from '#app/bot_kit/command'

const hello = defineCommand({
  name: 'hello',
  description: 'test.hello',
  options: { name: { kind: 'text', description: 'test.name', maxLength: 50 } },
  guards: [],
  visibility: 'public',
  run: async () => [],
})

test.group('Discord | conversations', () => {
  test('a slash command is answered with one call', async ({ assert, cleanup }) => {
    const { discord, runtime, stop } = await startHarness({}, (_discord, kit) => {
      kit.typable = [hello]
    })
    cleanup(stop)
    await discord.until('commands', () => discord.world.commands.length === 1)
    runtime.turn = async ({ surface, draw }) => {
      await surface.acknowledge({ private: false })
      await draw([{ kind: 'text', text: 'Hello!' }])
    }
    const fan = discord.player('ada')
    const use = fan.slash(fan.dm, 'hello', { name: 'x' })
    const answer = await use.answer()
    assert.equal(answer.content, 'Hello!')
    assert.deepEqual(runtime.heard[0]?.event, {
      kind: 'command',
      name: 'hello',
      options: { name: 'x' },
    })
    assert.equal(runtime.heard[0]?.id, `interaction:${use.record.id}`)
    assert.equal(discord.callsTo('POST', /callback$/).length, 1)
  })

  test('a direct message is answered by a stream', async ({ assert, cleanup }) => {
    const { discord, runtime, stop } = await startHarness()
    cleanup(stop)
    runtime.turn = async ({ stream }) => void (await stream(pour('One ', 'two ', 'three.')))
    const fan = discord.player('ada')
    fan.says(fan.dm, 'Hi there')
    const heard = await discord.heard(fan.dm, (message) => message.content === 'One two three.')
    assert.lengthOf(discord.saidIn(fan.dm), 1)
    await discord.until('settled', () => runtime.deliveries.length === 1)
    assert.deepEqual(runtime.deliveries[0], {
      outcome: 'delivered',
      text: 'One two three.',
      messageIds: [heard.id],
    })
    assert.deepEqual(runtime.heard[0]?.event, { kind: 'text', text: 'Hi there' })
    assert.equal(runtime.heard[0]?.place.kind, 'direct')
  })
})
