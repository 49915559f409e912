import { test } from '@japa/runner'
import { PERMISSIONS } from '#tests/emulators/discord/index'
import { pour, startHarness } from '#bots/discord/tests/harness'
import { defineCommand } from '#app/bot_kit/command'

const mira = { name: 'Mira', avatarUrl: '/mira.png' }

const talk = defineCommand({
  name: 'talk',
  description: 'test.talk',
  options: {},
  guards: [],
  visibility: 'public',
  run: async () => [],
})

async function start(speaker: { name: string; avatarUrl?: string } = mira) {
  const harness = await startHarness({}, (_discord, kit) => {
    kit.typable = [talk]
  })
  const { discord, runtime } = harness
  await discord.until('the command', () => discord.world.commands.length === 1)
  runtime.turn = async ({ stream }) => void (await stream(pour('Ahoy, ', 'captain.'), { speaker }))
  return { ...harness, fan: discord.player('ada'), guild: discord.guild() }
}

test.group('Discord | persona voices', () => {
  test('a persona speaks in a channel under its own name and picture', async ({
    assert,
    cleanup,
  }) => {
    const { discord, fan, guild, stop } = await start()
    cleanup(stop)
    const channel = discord.channel(guild)
    fan.says(channel, 'hello', { mention: true })
    const message = await discord.heard(channel, (one) => one.content === 'Ahoy, captain.')
    assert.equal(message.author.username, 'Mira')
    assert.equal(message.author.avatarUrl, 'https://greenroom.example.com/mira.png')
    assert.equal(discord.world.webhooks.size, 1)
  })

  test('the webhook is made once and found again after a restart', async ({ assert, cleanup }) => {
    const { discord, fan, guild, bot, stop } = await start()
    cleanup(stop)
    const channel = discord.channel(guild)
    for (const count of [1, 2]) {
      fan.says(channel, 'hello', { mention: true })
      await discord.until('an answer', () => discord.saidIn(channel).length === count)
    }
    assert.lengthOf(discord.callsTo('GET', /webhooks$/), 1)
    await bot.stop()
    await bot.start()
    fan.says(channel, 'hello', { mention: true })
    await discord.until('an answer', () => discord.saidIn(channel).length === 3)
    assert.lengthOf(discord.callsTo('POST', /channels\/\d+\/webhooks$/), 1)
  })

  test('a deleted webhook is made again', async ({ assert, cleanup }) => {
    const { discord, fan, guild, stop } = await start()
    cleanup(stop)
    const channel = discord.channel(guild)
    fan.says(channel, 'hello', { mention: true })
    await discord.heard(channel)
    discord.deleteWebhooks(channel)
    fan.says(channel, 'and now?', { mention: true })
    await discord.until('an answer', () => discord.saidIn(channel).length === 2)
    assert.isTrue(discord.saidIn(channel).every((one) => one.author.username === 'Mira'))
    assert.lengthOf(discord.callsTo('POST', /channels\/\d+\/webhooks$/), 2)
  })

  test('where the bot may not, its name stands in front', async ({ assert, cleanup }) => {
    const { discord, fan, guild, stop } = await start()
    cleanup(stop)
    const channel = discord.channel(guild, { denied: PERMISSIONS.manageWebhooks })
    const question = fan.says(channel, 'hello', { mention: true })
    const message = await discord.heard(channel, (one) => one.content.endsWith('captain.'))
    assert.equal(message.content, '**Mira**\nAhoy, captain.')
    assert.equal(message.author.id, discord.world.bot.id)
    assert.equal(message.referenceId, question.id)
    assert.lengthOf(discord.callsTo('GET', /webhooks$/), 0)
  })

  test('a refusal that Discord did not announce is remembered', async ({ assert, cleanup }) => {
    const { discord, fan, guild, stop } = await start()
    cleanup(stop)
    const channel = discord.channel(guild)
    channel.denied = PERMISSIONS.manageWebhooks
    for (const count of [1, 2]) {
      fan.says(channel, 'hello', { mention: true })
      await discord.until('an answer', () => discord.saidIn(channel).length === count)
    }
    assert.isTrue(discord.saidIn(channel).every((one) => one.content.startsWith('**Mira**')))
    assert.lengthOf(discord.callsTo('GET', /webhooks$/), 1)
  })

  test('a channel that has all its webhooks', async ({ assert, cleanup }) => {
    const { discord, fan, guild, stop } = await start()
    cleanup(stop)
    const channel = discord.channel(guild)
    for (let index = 0; index < 15; index++) {
      const id = `9${index}`
      discord.world.webhooks.set(id, {
        id,
        token: 't',
        channelId: channel.id,
        name: 'x',
        applicationId: '1',
      })
    }
    fan.says(channel, 'hello', { mention: true })
    const message = await discord.heard(channel, (one) => one.content.endsWith('captain.'))
    assert.isTrue(message.content.startsWith('**Mira**'))
  })

  test('in a thread it speaks through the parent', async ({ assert, cleanup }) => {
    const { discord, fan, guild, stop } = await start()
    cleanup(stop)
    const thread = discord.channel(guild, { threadOf: discord.channel(guild) })
    fan.says(thread, 'hello', { mention: true })
    const message = await discord.heard(thread, (one) => one.content === 'Ahoy, captain.')
    assert.equal(message.author.username, 'Mira')
  })

  test('a name that Discord forbids is written, not worn', async ({ assert, cleanup }) => {
    const { discord, fan, guild, stop } = await start({ name: 'Discordia' })
    cleanup(stop)
    const channel = discord.channel(guild)
    fan.says(channel, 'hello', { mention: true })
    const message = await discord.heard(channel, (one) => one.content.endsWith('captain.'))
    assert.equal(message.content, '**Discordia**\nAhoy, captain.')
  })

  test('in direct messages it is the bot that speaks', async ({ assert, cleanup }) => {
    const { discord, fan, stop } = await start()
    cleanup(stop)
    fan.says(fan.dm, 'hello')
    const message = await discord.heard(fan.dm, (one) => one.content.endsWith('captain.'))
    assert.equal(message.content, 'Ahoy, captain.')
  })

  test('after a slash command only the persona is left standing', async ({ assert, cleanup }) => {
    const { discord, fan, guild, stop } = await start()
    cleanup(stop)
    const channel = discord.channel(guild)
    const use = fan.slash(channel, 'talk')
    const message = await discord.heard(channel, (one) => one.content === 'Ahoy, captain.')
    assert.equal(message.author.username, 'Mira')
    await discord.until('the interaction is closed', () => channel.messages.size === 1)
    assert.lengthOf(use.said(), 0)
  })

  test('a reply to the persona reaches it when it mentions the bot', async ({
    assert,
    cleanup,
  }) => {
    const { discord, runtime, fan, guild, stop } = await start()
    cleanup(stop)
    const channel = discord.channel(guild)
    fan.says(channel, 'hello', { mention: true })
    const message = await discord.heard(channel)
    fan.says(channel, 'aye', { mention: true, replyTo: message })
    await discord.until('heard', () => runtime.heard.length === 2)
    assert.equal(runtime.heard[1]?.place.replyTo, message.id)
    assert.deepEqual(runtime.heard[1]?.event, { kind: 'text', text: 'aye' })
  })

  test('a reply whose words Discord hides is asked for with a button', async ({
    assert,
    cleanup,
  }) => {
    const { discord, runtime, fan, guild, stop } = await start()
    cleanup(stop)
    const channel = discord.channel(guild)
    fan.says(channel, 'hello', { mention: true })
    const message = await discord.heard(channel)
    const reply = fan.says(channel, 'aye', { replyTo: message })
    const hint = await discord.heard(channel, (one) => one.referenceId === reply.id)
    assert.lengthOf(runtime.heard, 1)
    const opened = fan.presses(hint, 'Answer')
    await opened.modal()
    fan.submits(opened, { text: 'aye, captain' })
    await discord.until('heard', () => runtime.heard.length === 2)
    assert.deepEqual(runtime.heard[1]?.event, { kind: 'text', text: 'aye, captain' })
    assert.equal(runtime.heard[1]?.place.replyTo, message.id)
  })
})
