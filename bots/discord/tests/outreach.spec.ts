import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import type { Account } from '#app/identity/types'
import type { Place } from '#app/bot_kit/inbound'
import type { OutreachSurface } from '#app/bot_kit/messenger'
import { discordOutreach } from '#bots/discord/outreach'
import { pour, settingsFor } from '#bots/discord/tests/harness'
import type { DiscordSettings } from '#config/discord'
import { startDiscordEmulator, type DiscordEmulator } from '#tests/emulators/discord/index'

const account = (platformId: string, platform: Account['platform'] = 'discord'): Account => ({
  id: randomUUID(),
  platform,
  platformId,
  displayName: 'Ada',
  locale: 'en',
  personId: null,
})

const LUNA = { name: 'Luna' }

test.group('Discord | outreach', (group) => {
  let discord: DiscordEmulator
  group.each.setup(async () => {
    discord = await startDiscordEmulator()
    return () => discord.close()
  })

  async function outreach(changes: Partial<DiscordSettings> = {}) {
    const { context } = await app.container.make('bots')
    return discordOutreach(settingsFor(discord, changes))(context)
  }

  /** A way that there is. */
  async function surfaceFor(place: Place, key: string = randomUUID()): Promise<OutreachSurface> {
    const way = await outreach({ applicationId: undefined })
    const { user } = discord.player('ada')
    const surface = await way.surfaceFor({ account: account(user.id), place, key })
    if (!surface) throw new Error('There is no way')
    return surface
  }

  const speak = (surface: OutreachSurface, ...texts: string[]) =>
    surface.stream(
      { kind: 'stream', speaker: LUNA, chunks: pour(...texts), settle: async () => [] },
      new AbortController().signal
    )

  test('in a server, a persona goes on under its own name, in a thread too', async ({ assert }) => {
    const guild = discord.guild()
    const channel = discord.channel(guild)
    const thread = discord.channel(guild, { threadOf: channel })
    for (const at of [channel, thread]) {
      const surface = await surfaceFor({ kind: 'group', id: at.id, guildId: guild.id })
      assert.containSubset(await speak(surface, 'The moon ', 'is up.'), { outcome: 'delivered' })
      const said = await discord.heard(at, ({ content }) => content === 'The moon is up.')
      assert.equal(said.author.username, 'Luna')
    }
    assert.equal(discord.world.webhooks.size, 1)
  })

  test('where it may have no webhook, the name stands in front', async ({ assert }) => {
    const guild = discord.guild()
    const channel = discord.channel(guild, { denied: 1n << 29n })
    const surface = await surfaceFor({ kind: 'group', id: channel.id, guildId: guild.id })
    await speak(surface, 'The moon is up.')
    const said = await discord.heard(channel)
    assert.equal(said.content, '**Luna**\nThe moon is up.')
  })

  test('the same message, tried again by another process, is said once', async ({ assert }) => {
    const fan = discord.player('ada')
    const place = { kind: 'direct', id: fan.dm.id } as const
    const plain = { private: true, replaces: false, buttons: new Map() }
    for (const key of ['receipt:1', 'receipt:1', 'receipt:2']) {
      const surface = await surfaceFor(place, key)
      await surface.draw({ kind: 'text', text: 'Thank you' }, plain)
      await surface.draw({ kind: 'text', text: 'Goodbye' }, plain)
    }
    assert.deepEqual(
      discord.saidIn(fan.dm).map(({ content }) => content),
      ['Thank you', 'Goodbye', 'Thank you', 'Goodbye']
    )
  })

  test('a deleted channel is an outcome', async ({ assert }) => {
    const guild = discord.guild()
    const channel = discord.channel(guild)
    discord.deleteChannel(channel)
    const surface = await surfaceFor({ kind: 'group', id: channel.id, guildId: guild.id })
    assert.deepEqual(await speak(surface, 'Anybody?'), { outcome: 'undelivered', reason: 'gone' })
  })

  test('nobody is written to without a token, elsewhere, or who is no person of Discord', async ({
    assert,
  }) => {
    const { user } = discord.player('ada')
    const off = await outreach({ token: undefined })
    assert.isNull(await off.directPlace(account(user.id)))
    const way = await outreach()
    assert.isNull(await way.directPlace(account(user.id, 'telegram')))
    assert.isNull(await way.directPlace(account('123456789012345678')))
    assert.deepEqual(await way.directPlace(account(user.id)), {
      kind: 'direct',
      id: discord.world.directChannel(user).id,
    })
  })

  test('an outage is thrown, so that it is tried again', async ({ assert }) => {
    const { user } = discord.player('ada')
    const way = await outreach()
    discord.script({ path: /users\/@me\/channels/, status: 503, times: 1_000 })
    await assert.rejects(() => way.directPlace(account(user.id)))
  })

  test('a turn that comes to nothing shows no typing', async ({ assert }) => {
    const fan = discord.player('ada')
    const silent = await surfaceFor({ kind: 'direct', id: fan.dm.id })
    await silent.acknowledge({ private: true })
    await silent.close?.()
    const later = await surfaceFor({ kind: 'direct', id: fan.dm.id })
    await later.acknowledge({ private: true })
    const typing = () => discord.callsTo('POST', /typing$/)
    await discord.until('typing', () => typing().length > 0)
    await later.close?.()
    assert.lengthOf(typing(), 1)
  })
})
