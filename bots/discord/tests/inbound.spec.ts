import { test } from '@japa/runner'
import { startHarness, type Harness } from '#bots/discord/tests/harness'
import type { WorldChannel } from '#tests/emulators/discord/index'

test.group('Discord | what is heard', (group) => {
  let harness: Harness
  let channel: WorldChannel
  group.setup(async () => {
    harness = await startHarness()
    channel = harness.discord.channel(harness.discord.guild())
    return () => harness.stop()
  })

  /** Says something and gives what the kit is told; a sentinel behind it shows when nothing was. */
  async function heard(say: (fan: ReturnType<Harness['discord']['player']>) => void) {
    const { discord, runtime } = harness
    const before = runtime.heard.length
    const fan = discord.player('ada')
    say(fan)
    fan.says(fan.dm, 'sentinel')
    await discord.until('the sentinel', () =>
      runtime.heard
        .slice(before)
        .find(({ event }) => event.kind === 'text' && event.text === 'sentinel')
    )
    const found = runtime.heard.slice(before)
    return found.find(({ event }) => !(event.kind === 'text' && event.text === 'sentinel'))
  }

  test('a mention, without itself', async ({ assert }) => {
    const inbound = await heard((fan) => fan.says(channel, 'hello  there', { mention: true }))
    assert.deepEqual(inbound?.event, { kind: 'text', text: 'hello  there' })
    assert.equal(inbound?.place.kind, 'group')
    assert.equal(inbound?.place.guildId, channel.guildId)
    assert.isFalse(inbound?.place.ageRestricted)
  })

  test('an age-restricted channel is told, in its threads too', async ({ assert }) => {
    const { discord } = harness
    const guild = discord.guild()
    const nsfw = discord.channel(guild, { nsfw: true })
    const thread = discord.channel(guild, { threadOf: nsfw })
    for (const place of [nsfw, thread]) {
      const inbound = await heard((fan) => fan.says(place, 'hello', { mention: true }))
      assert.isTrue(inbound?.place.ageRestricted)
    }
  })

  test('talk among others is not heard', async ({ assert }) => {
    assert.isUndefined(await heard((fan) => fan.says(channel, 'hello everyone')))
  })

  test('a reply to the bot is heard', async ({ assert }) => {
    const { discord } = harness
    const own = discord.messages.create(channel, { content: 'Anyone?' }, [])
    const inbound = await heard((fan) => fan.says(channel, 'me', { replyTo: own }))
    assert.equal(inbound?.place.replyTo, own.id)
    assert.deepEqual(inbound?.event, { kind: 'text', text: 'me' })
  })

  test('emoji, right-to-left and long text come as they are', async ({ assert }) => {
    for (const text of ['👩‍👩‍👧‍👦 🏴‍☠️', 'שלום, מה שלומך?', 'مرحبا', 'x'.repeat(2000)]) {
      const inbound = await heard((fan) => fan.says(fan.dm, text))
      assert.deepEqual(inbound?.event, { kind: 'text', text })
    }
  })

  test('a command written by hand', async ({ assert }) => {
    const inbound = await heard((fan) => fan.says(channel, '/talk mira  now', { mention: true }))
    assert.deepEqual(inbound?.event, { kind: 'command', name: 'talk', rest: 'mira  now' })
    const path = await heard((fan) => fan.says(fan.dm, '/usr/bin is a path'))
    assert.deepEqual(path?.event, { kind: 'text', text: '/usr/bin is a path' })
  })

  test('a bare mention', async ({ assert }) => {
    const bare = await heard((fan) => fan.says(channel, '', { mention: true }))
    assert.deepEqual(bare?.event, { kind: 'text', text: '' })
  })

  test('other people are named, not numbered', async ({ assert }) => {
    const bob = harness.discord.player('bob')
    const inbound = await heard((fan) =>
      fan.says(channel, `tell <@${bob.user.id}> hi`, { mention: true })
    )
    assert.equal(inbound?.event.kind, 'text')
    assert.notInclude(JSON.stringify(inbound?.event), '<@')
  })

  test('bots are not heard', async ({ assert }) => {
    const { discord } = harness
    const inbound = await heard((fan) =>
      discord.messages.create(fan.dm, { content: 'beep' }, [], {
        author: { id: '77', username: 'other-bot', bot: true },
      })
    )
    assert.isUndefined(inbound)
  })

  test('the id names the message', async ({ assert }) => {
    let id = ''
    const inbound = await heard((fan) => {
      id = fan.says(fan.dm, 'hi').id
    })
    assert.equal(inbound?.id, `message:${id}`)
  })
})
