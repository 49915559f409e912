import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import type { SpaceReport } from '#app/bot_kit/spaces/answers'
import type { Doorkeeper } from '#app/bot_kit/spaces/doorkeeper'
import { discordDoorkeeper } from '#bots/discord/doorkeeper'
import { settingsFor } from '#bots/discord/tests/harness'
import type { DiscordSettings } from '#config/discord'
import {
  PERMISSIONS,
  startDiscordEmulator,
  type DiscordEmulator,
  type WorldGuild,
  type WorldRole,
} from '#tests/emulators/discord/index'

const { viewChannel, sendMessages, manageRoles, manageGuild, administrator } = PERMISSIONS

test.group('Discord | doorkeeper', (group) => {
  let discord: DiscordEmulator
  let doors: Doorkeeper
  let guild: WorldGuild
  let gold: WorldRole

  group.each.setup(() => setUp())

  async function setUp(changes: Partial<DiscordSettings> = {}) {
    discord = await startDiscordEmulator()
    doors = keeper(changes)
    discord.deeds.switchServerMembers(true)
    guild = discord.guild('Stargazers')
    discord.channel(guild)
    gold = discord.deeds.addRole(guild, 'Gold')
    // A role that is made stands at the bottom, below the bot's own.
    return () => discord.close()
  }

  function keeper(changes: Partial<DiscordSettings> = {}): Doorkeeper {
    const made = discordDoorkeeper(settingsFor(discord, changes))({ app })
    if (!made) throw new Error('There is no doorkeeper')
    return made
  }

  const here = () => ({ platform: 'discord', id: guild.id }) as const
  const door = (role = gold) => ({ ...here(), roleId: role.id })
  const once = { key: 'grant:1', knownLink: null }
  const fanInside = (name = 'bela') => {
    const { user } = discord.player(name)
    discord.deeds.join(guild, user)
    return user
  }
  const rolesOf = (userId: string) => guild.members.get(userId)?.roles ?? []
  const roleCalls = () => discord.callsTo('PUT', /\/roles\//)
  async function seen(roles: readonly WorldRole[] = [gold], channelId: string | null = null) {
    const ids = roles.map(({ id }) => id)
    const report = await doors.inspect(here(), ids, { channelId })
    if (report.outcome !== 'seen') throw new Error(report.reason)
    return report
  }
  const kinds = ({ problems }: Extract<SpaceReport, { outcome: 'seen' }>) =>
    problems.map((one) => ('permission' in one ? `${one.kind}:${one.permission}` : one.kind))

  test('a server that has everything is green, its roles are listed with what can be given', async ({
    assert,
  }) => {
    const boosters = discord.deeds.addRole(guild, 'Server Booster', { managed: true })
    const report = await seen()
    assert.deepEqual(report.problems, [])
    assert.equal(report.title, 'Stargazers')
    assert.equal(report.kind, 'server')
    assert.equal(report.memberCount, guild.members.size)
    assert.deepEqual(report.roles, [
      { id: guild.botRole?.id ?? '', name: 'greenroom-bot', position: 3, why: 'managed' },
      { id: gold.id, name: 'Gold', position: 2, why: null },
      { id: boosters.id, name: 'Server Booster', position: 1, why: 'managed' },
      { id: guild.id, name: '@everyone', position: 0, why: 'everyone' },
    ])
  })

  test('a role above the bot is named with what has to be dragged; dragged, it is green', async ({
    assert,
  }) => {
    const botRole = guild.botRole
    if (!botRole) throw new Error('The bot has no role')
    discord.deeds.dragRole(guild, gold, { above: botRole })
    const high = {
      kind: 'role_too_high',
      roleId: gold.id,
      roleName: 'Gold',
      botRoleName: 'greenroom-bot',
    } as const
    assert.deepEqual((await seen()).problems, [high])
    const user = fanInside()
    const refused = await doors.letIn({ door: door(), platformId: user.id }, once)
    assert.containSubset(refused, { outcome: 'problem', problem: high })

    discord.deeds.dragRole(guild, botRole, { above: gold })
    assert.deepEqual((await seen()).problems, [])
    const now = await doors.letIn({ door: door(), platformId: user.id }, once)
    assert.equal(now.outcome, 'in')
    assert.deepEqual(rolesOf(user.id), [gold.id])
  })

  test('of two roles in one place the older one stands above, as Discord has it', async ({
    assert,
  }) => {
    const botRole = guild.botRole
    if (!botRole) throw new Error('The bot has no role')
    gold.position = botRole.position
    assert.deepEqual((await seen()).problems, [])
    const silver = discord.deeds.addRole(guild, 'Silver', { above: gold })
    discord.deeds.changeBotRoles(guild, [gold])
    silver.position = gold.position
    guild.roles.set(gold.id, { ...gold, permissions: manageRoles | viewChannel })
    assert.deepEqual(kinds(await seen([silver])), [])
    assert.deepEqual(kinds(await seen([gold])), ['role_too_high'])
  })

  test('everything that is missing is named at once', async ({ assert }) => {
    const botRole = guild.botRole
    if (!botRole) throw new Error('The bot has no role')
    const boosters = discord.deeds.addRole(guild, 'Server Booster', { managed: true })
    const gone = discord.deeds.addRole(guild, 'Gone')
    discord.deeds.deleteRole(guild, gone)
    const everyone = guild.roles.get(guild.id)
    if (!everyone) throw new Error('Nobody is there')
    everyone.permissions = 0n
    botRole.permissions = 0n
    discord.deeds.switchServerMembers(false)
    assert.deepEqual(kinds(await seen([gold, boosters, everyone, gone])), [
      'missing_permission:manage_roles',
      'missing_permission:view_channels',
      'role_not_grantable',
      'role_not_grantable',
      'role_gone',
      'channel_closed:view_channels',
      'members_hidden',
    ])
    botRole.permissions = administrator
    assert.deepEqual(kinds(await seen()), ['members_hidden'])
  })

  test('the channel for announcements: closed, muted, gone, none', async ({ assert }) => {
    const news = discord.channel(guild, { name: 'news', denied: sendMessages })
    assert.deepEqual(kinds(await seen([gold], news.id)), ['channel_closed:send_messages'])
    news.denied = viewChannel
    assert.deepEqual(kinds(await seen([gold], news.id)), ['channel_closed:view_channels'])
    // A chosen channel that is gone gives its place to the system channel.
    discord.deleteChannel(news)
    assert.deepEqual(kinds(await seen([gold], news.id)), [])
    guild.systemChannelId = null
    assert.deepEqual(kinds(await seen([gold], news.id)), ['no_channel'])
  })

  test('a server that the bot is not in is not there', async ({ assert }) => {
    const user = fanInside()
    discord.deeds.kickBot(guild)
    assert.deepEqual(await doors.inspect(here(), [gold.id]), {
      outcome: 'seen',
      title: null,
      kind: null,
      roles: [],
      memberCount: null,
      problems: [{ kind: 'not_there' }],
    })
    const passage = { door: door(), platformId: user.id }
    for (const tried of [
      await doors.letIn(passage, once),
      await doors.putOut(passage, once),
      await doors.look(passage),
      await doors.list(here(), null),
      await doors.post(here(), { text: 'Hello' }, { channelId: null, key: 'a' }),
      await doors.runs(here(), user.id),
    ]) {
      assert.containSubset(tried, { outcome: 'problem', problem: { kind: 'not_there' } })
    }
    discord.deeds.inviteBot(guild)
    assert.containSubset(kinds(await seen()), ['role_too_high'], 'its new role is at the bottom')
  })

  test('who could give themselves the role is known where people are listed and looked at', async ({
    assert,
  }) => {
    const mods = discord.deeds.addRole(guild, 'Mods', { permissions: manageRoles })
    const [mod, fan] = [fanInside('mod'), fanInside('fan')]
    discord.deeds.giveRole(guild, mod, mods)
    for (const user of [mod, fan]) discord.deeds.giveRole(guild, user, gold)
    const page = await doors.list(here(), null)
    if (page.outcome !== 'page') throw new Error(page.outcome)
    const running = page.members.filter(({ runs }) => runs).map(({ platformId }) => platformId)
    assert.include(running, mod.id)
    assert.notInclude(running, fan.id)
    const look = (user: { id: string }) => doors.look({ door: door(), platformId: user.id })
    assert.deepEqual(await look(mod), { outcome: 'in', runs: true })
    assert.deepEqual(await look(fan), { outcome: 'in' })
    assert.lengthOf(discord.callsTo('GET', /guilds\/\d+$/), 1, 'the server itself is asked once')
  })

  test('who runs it: its owner, Manage Server, an administrator; nobody else', async ({
    assert,
  }) => {
    const owner = discord.player('cleo')
    const own = discord.guild('Owned', { owner })
    assert.isTrue(await doors.runs({ platform: 'discord', id: own.id }, owner.user.id))

    const user = fanInside()
    assert.isFalse(await doors.runs(here(), user.id))
    const roles = [
      discord.deeds.addRole(guild, 'Manager', { permissions: manageGuild }),
      discord.deeds.addRole(guild, 'Admin', { permissions: administrator }),
    ]
    for (const role of roles) {
      discord.deeds.giveRole(guild, user, role)
      assert.isTrue(await doors.runs(here(), user.id), role.name)
      discord.deeds.takeRole(guild, user, role)
    }
    discord.deeds.giveRole(guild, user, gold)
    assert.isFalse(await doors.runs(here(), user.id))
    assert.isFalse(await doors.runs(here(), discord.player('outsider').user.id))
  })

  test('lets in and puts out with one call each, as often as it is asked', async ({ assert }) => {
    const user = fanInside()
    const passage = { door: door(), platformId: user.id }
    assert.deepEqual(await doors.look(passage), { outcome: 'out', isThere: true })
    const before = discord.calls.length
    assert.deepEqual(await doors.letIn(passage, once), { outcome: 'in', already: null })
    assert.equal(discord.calls.length, before + 1)
    assert.deepEqual(await doors.letIn(passage, once), { outcome: 'in', already: null })
    assert.deepEqual(await doors.look(passage), { outcome: 'in' })
    assert.deepEqual(await doors.putOut(passage, once), { outcome: 'out', already: null })
    assert.deepEqual(await doors.putOut(passage, once), { outcome: 'out', already: null })
    assert.deepEqual(rolesOf(user.id), [])
    assert.deepEqual(
      guild.auditLog.map(({ added, reason }) => ({ added, reason })),
      [
        { added: gold.id, reason: 'Paid membership' },
        { added: null, reason: 'Paid membership is over' },
      ]
    )
  })

  test('the owner gets a role, too, and loses it', async ({ assert }) => {
    const owner = discord.player('cleo')
    guild = discord.guild('Owned', { owner })
    gold = discord.deeds.addRole(guild, 'Gold')
    const passage = { door: door(), platformId: owner.user.id }
    assert.containSubset(await doors.letIn(passage, once), { outcome: 'in' })
    assert.containSubset(await doors.putOut(passage, once), { outcome: 'out' })
    assert.deepEqual(rolesOf(owner.user.id), [])
  })

  test('who is not in the server is told to join it; who is banned is told so where the bot may see', async ({
    assert,
  }) => {
    const { user } = discord.player('bela')
    const passage = { door: door(), platformId: user.id }
    const outside = { outcome: 'problem', problem: { kind: 'not_in_server' } }
    assert.containSubset(await doors.letIn(passage, once), outside)
    assert.deepEqual(await doors.look(passage), { outcome: 'out', isThere: false })
    assert.deepEqual(await doors.putOut(passage, once), { outcome: 'out', already: true })

    // Bans are hidden: asked for once in an hour, however many come.
    discord.deeds.ban(guild, user)
    for (let count = 0; count < 3; count += 1) {
      assert.containSubset(await doors.letIn(passage, once), outside)
    }
    assert.lengthOf(discord.callsTo('GET', /\/bans\//), 1)
    const botRole = guild.botRole
    if (botRole) botRole.permissions |= PERMISSIONS.banMembers
    doors = keeper()
    assert.containSubset(await doors.letIn(passage, once), {
      outcome: 'problem',
      problem: { kind: 'banned_there' },
    })

    discord.deeds.unban(guild, user)
    discord.deeds.join(guild, user)
    assert.containSubset(await doors.letIn(passage, once), { outcome: 'in' })
  })

  test('an account that Discord does not know', async ({ assert }) => {
    const passage = { door: door(), platformId: '123456789012345678' }
    assert.containSubset(await doors.letIn(passage, once), {
      outcome: 'problem',
      problem: { kind: 'no_such_account' },
    })
    assert.deepEqual(await doors.look(passage), { outcome: 'out', isThere: false })
    assert.deepEqual(await doors.putOut(passage, once), { outcome: 'out', already: true })
  })

  test('a role that is gone, of another bot, or everybody’s', async ({ assert }) => {
    const user = fanInside()
    const boosters = discord.deeds.addRole(guild, 'Server Booster', { managed: true })
    const tryIt = (roleId: string) =>
      doors.letIn({ door: { ...here(), roleId }, platformId: user.id }, once)
    assert.containSubset(await tryIt(boosters.id), {
      problem: { kind: 'role_not_grantable', roleName: 'Server Booster', why: 'managed' },
    })
    assert.containSubset(await tryIt(guild.id), {
      problem: { kind: 'role_not_grantable', why: 'everyone' },
    })
    discord.deeds.deleteRole(guild, gold)
    assert.containSubset(await tryIt(gold.id), { problem: { kind: 'role_gone', roleId: gold.id } })
    const passage = { door: door(), platformId: user.id }
    assert.deepEqual(await doors.putOut(passage, once), { outcome: 'out', already: true })
  })

  test('without Manage Roles it says so, and a thousand fans cost one refusal', async ({
    assert,
  }) => {
    const botRole = guild.botRole
    if (botRole) botRole.permissions = viewChannel
    const ids = discord.deeds.fillGuild(guild, 1_000)
    const [first = '', ...others] = ids
    const missing = {
      outcome: 'problem',
      problem: { kind: 'missing_permission', permission: 'manage_roles' },
    }
    assert.containSubset(await doors.letIn({ door: door(), platformId: first }, once), missing)
    for (const platformId of others) {
      assert.containSubset(await doors.letIn({ door: door(), platformId }, once), missing)
    }
    assert.lengthOf(roleCalls(), 1)
    assert.equal(discord.http.limits.invalid, 1)
    // A look at the server that is green opens its doors at once.
    if (botRole) botRole.permissions |= manageRoles
    assert.deepEqual((await seen()).problems, [])
    assert.containSubset(await doors.letIn({ door: door(), platformId: first }, once), {
      outcome: 'in',
    })
  })

  test('a refusal that nothing explains is tried again much later', async ({ assert }) => {
    const user = fanInside()
    discord.script({
      method: 'PUT',
      path: /\/roles\//,
      status: 403,
      body: { message: 'Missing Permissions', code: 50013 },
    })
    const refused = await doors.letIn({ door: door(), platformId: user.id }, once)
    assert.containSubset(refused, { outcome: 'retry', afterMs: 900_000 })
  })

  test('two-factor login that the server asks for', async ({ assert }) => {
    const user = fanInside()
    discord.script({
      method: 'PUT',
      path: /\/roles\//,
      status: 403,
      body: { message: 'Two factor is required for this operation', code: 60003 },
    })
    assert.containSubset(await doors.letIn({ door: door(), platformId: user.id }, once), {
      outcome: 'problem',
      problem: { kind: 'missing_permission', permission: 'manage_roles' },
    })
  })
})
