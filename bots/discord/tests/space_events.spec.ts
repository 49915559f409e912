import type { Assert } from '@japa/assert'
import { test } from '@japa/runner'
import type { SpaceEvent, SpaceListener } from '#app/bot_kit/spaces/events'
import { startHarness, type Harness } from '#bots/discord/tests/harness'
import type { DiscordEmulator, WorldGuild, WorldRole } from '#tests/emulators/discord/index'
import { until } from '#tests/support/until'

/** Keeps what it is brought, by its id as the real one does. */
class Listener implements SpaceListener {
  readonly kept = new Map<string, SpaceEvent>()
  told = 0
  failures = 0
  carefree = new Set<string>()

  async caresFor({ space }: SpaceEvent) {
    return !this.carefree.has(space.id)
  }

  async take(event: SpaceEvent): Promise<void> {
    if (this.failures > 0) {
      this.failures -= 1
      throw new Error('The database is away')
    }
    this.told += 1
    this.kept.set(event.id, event)
  }

  /** What was told, without what is of no matter here. */
  get events() {
    return [...this.kept.values()].map(({ id: _id, at: _at, space, ...event }) => ({
      ...event,
      guild: space.id,
    }))
  }

  async has(count: number) {
    await until(() => this.kept.size >= count, { what: `${count} events of ${this.kept.size}` })
    return this.events
  }
}

test.group('Discord | events of servers', (group) => {
  let harness: Harness
  let discord: DiscordEmulator
  let guild: WorldGuild
  const listener = { current: new Listener() }

  async function start(
    options: { members?: boolean; prepare?: (d: DiscordEmulator) => void } = {}
  ) {
    listener.current = new Listener()
    harness = await startHarness({}, (emulator, runtime) => {
      discord = emulator
      emulator.deeds.switchServerMembers(options.members ?? true)
      runtime.spaces = listener.current
      guild = emulator.guild('Stargazers')
      emulator.channel(guild)
      options.prepare?.(emulator)
    })
    await discord.until('the bot', () => harness.bot.status() === 'ready')
    return listener.current
  }
  group.each.teardown(() => harness.stop())

  /** Something that is always told, to know that nothing was told before it. */
  async function nothingUntilNow(heard: Listener, count: number, assert: Assert) {
    discord.deeds.rename(guild, `Stargazers ${count}`)
    const events = await heard.has(count + 1)
    assert.lengthOf(events, count + 1)
  }

  test('members come, are given roles, lose them and go', async ({ assert }) => {
    const heard = await start()
    const gold = discord.deeds.addRole(guild, 'Gold')
    await heard.has(0)
    const { user } = discord.player('bela')
    discord.deeds.join(guild, user)
    discord.deeds.giveRole(guild, user, gold)
    discord.deeds.takeRole(guild, user, gold)
    discord.deeds.leave(guild, user)
    await until(() => heard.events.some((one) => one.kind === 'member_changed' && !one.isIn), {
      what: 'the leave',
    })
    const about = { kind: 'member_changed', platformId: user.id, guild: guild.id }
    assert.deepEqual(
      heard.events.filter(({ kind }) => kind === 'member_changed'),
      [
        { ...about, isIn: true, roleIds: [] },
        { ...about, isIn: true, roleIds: [gold.id] },
        { ...about, isIn: true, roleIds: [] },
        { ...about, isIn: false, roleIds: null },
      ]
    )
  })

  test('a nickname is no news, and other bots are nobody’s members', async ({ assert }) => {
    const heard = await start()
    const { user } = discord.player('bela')
    const member = discord.deeds.join(guild, user)
    await heard.has(1)
    member.nick = 'Bel'
    discord.gateway.dispatch(
      'GUILD_MEMBER_UPDATE',
      { guild_id: guild.id, user: { id: user.id }, roles: [], nick: 'Bel' },
      guild.id
    )
    discord.deeds.join(guild, discord.world.addUser('other-bot', { bot: true }))
    await nothingUntilNow(heard, 1, assert)
  })

  test('a server’s name, a role’s name, a role’s end', async ({ assert }) => {
    const made: WorldRole[] = []
    const heard = await start({
      prepare: ({ deeds }) => void made.push(deeds.addRole(guild, 'Gold')),
    })
    const [gold] = made
    if (!gold) throw new Error('No role')
    discord.deeds.rename(guild, 'Moongazers')
    discord.deeds.changeRole(guild, gold, { name: 'Golden' })
    discord.deeds.deleteRole(guild, gold)
    assert.deepEqual(await heard.has(3), [
      { kind: 'space_renamed', title: 'Moongazers', guild: guild.id },
      { kind: 'role_changed', roleId: gold.id, guild: guild.id },
      { kind: 'role_removed', roleId: gold.id, guild: guild.id },
    ])
  })

  test('dragging a role among others is one change of what the bot may', async ({ assert }) => {
    const heard = await start({
      prepare: ({ deeds }) => {
        for (const name of ['A', 'B', 'C', 'D']) deeds.addRole(guild, name)
      },
    })
    const lowest = [...guild.roles.values()].find(({ position }) => position === 1)
    const { botRole } = guild
    if (!lowest || !botRole) throw new Error('No roles')
    discord.deeds.dragRole(guild, lowest, { above: botRole })
    assert.deepEqual(await heard.has(1), [
      { kind: 'bot_changed', byPlatformId: null, guild: guild.id },
    ])
    await nothingUntilNow(heard, 1, assert)
  })

  test('the bot’s own roles change, with or without the Server Members intent', async ({
    assert,
  }) => {
    const heard = await start({ members: false })
    const { botRole } = guild
    if (!botRole) throw new Error('No role')
    // Of a fan it hears nothing.
    const { user } = discord.player('bela')
    discord.deeds.join(guild, user)
    discord.deeds.changeBotRoles(guild, [])
    assert.deepEqual(await heard.has(1), [
      { kind: 'bot_changed', byPlatformId: null, guild: guild.id },
    ])
  })

  test('the bot is kicked, and invited again; an outage is neither', async ({ assert }) => {
    const heard = await start()
    discord.deeds.loseGuild(guild)
    discord.deeds.recoverGuild(guild)
    discord.deeds.kickBot(guild)
    assert.deepEqual(await heard.has(1), [{ kind: 'bot_removed', guild: guild.id }])
    discord.deeds.inviteBot(guild)
    const [, back] = await heard.has(2)
    assert.deepEqual(back, { kind: 'bot_changed', byPlatformId: null, guild: guild.id })
  })

  test('what a resumed session repeats is the same event', async ({ assert }) => {
    const heard = await start()
    discord.deeds.kickBot(guild)
    await heard.has(1)
    const [first] = heard.kept.keys()
    discord.gateway.repeatOnResume = 1
    discord.gateway.disconnect(4000)
    await discord.until('a resume', () => discord.gateway.seen.resumes === 1)
    await until(() => heard.told >= 2, { what: 'the repetition' })
    assert.deepEqual([...heard.kept.keys()], [first])
  })

  test('the database is away for a moment: in the end everything is kept, in order', async ({
    assert,
  }) => {
    const heard = await start()
    heard.failures = 2
    const { user } = discord.player('bela')
    discord.deeds.join(guild, user)
    discord.deeds.leave(guild, user)
    assert.containSubset(await heard.has(2), [{ isIn: true }, { isIn: false }])
  })

  test('servers that nobody cares for are not kept', async ({ assert }) => {
    const heard = await start()
    const other = discord.guild('Elsewhere')
    await heard.has(1)
    heard.carefree.add(other.id)
    discord.deeds.rename(other, 'Anywhere')
    await nothingUntilNow(heard, 1, assert)
  })

  test('Discord refuses the intent that the application was said to have: it goes on without', async ({
    assert,
  }) => {
    const heard = await start({
      members: false,
      prepare: (emulator) =>
        emulator.script({
          method: 'GET',
          path: /^\/applications\/@me$/,
          status: 200,
          body: { id: emulator.applicationId, flags: 1 << 15 },
        }),
    })
    assert.equal(harness.bot.status(), 'ready')
    assert.equal(discord.gateway.seen.identifies, 2)
    discord.deeds.rename(guild, 'Moongazers')
    assert.containSubset(await heard.has(1), [{ kind: 'space_renamed' }])
  })

  test('a program that looks after no server asks for no members', async ({ assert }) => {
    harness = await startHarness({}, (emulator) => emulator.deeds.switchServerMembers(true))
    assert.lengthOf(harness.discord.callsTo('GET', /^\/applications\/@me$/), 0)
    assert.equal(harness.bot.status(), 'ready')
  })
})
