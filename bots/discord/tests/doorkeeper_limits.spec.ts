import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import type { MemberPage } from '#app/bot_kit/spaces/answers'
import type { Doorkeeper } from '#app/bot_kit/spaces/doorkeeper'
import type { Refused } from '#app/bot_kit/spaces/problems'
import { discordDoorkeeper } from '#bots/discord/doorkeeper'
import { settingsFor } from '#bots/discord/tests/harness'
import type { DiscordSettings } from '#config/discord'
import {
  buttons,
  PERMISSIONS,
  startDiscordEmulator,
  type DiscordEmulator,
  type WorldChannel,
  type WorldGuild,
  type WorldRole,
} from '#tests/emulators/discord/index'

const ROLES = /\/roles\//

test.group('Discord | doorkeeper in bad weather', (group) => {
  let discord: DiscordEmulator
  let doors: Doorkeeper
  let guild: WorldGuild
  let hall: WorldChannel
  let gold: WorldRole

  group.each.setup(() => setUp())

  async function setUp() {
    discord = await startDiscordEmulator()
    doors = keeper()
    discord.deeds.switchServerMembers(true)
    guild = discord.guild('Stargazers')
    hall = discord.channel(guild)
    gold = discord.deeds.addRole(guild, 'Gold')
    return () => discord.close()
  }

  function keeper(changes: Partial<DiscordSettings> = {}): Doorkeeper {
    const made = discordDoorkeeper(settingsFor(discord, changes))({ app })
    if (!made) throw new Error('There is no doorkeeper')
    return made
  }

  const here = () => ({ platform: 'discord', id: guild.id }) as const
  const once = { key: 'grant:1', knownLink: null }
  const letIn = (platformId: string) =>
    doors.letIn({ door: { ...here(), roleId: gold.id }, platformId }, once)
  const rolesOf = (userId: string) => guild.members.get(userId)?.roles ?? []
  function fan() {
    const { user } = discord.player('bela')
    discord.deeds.join(guild, user)
    return user
  }
  const isRefused = (tried: { outcome: string }): tried is Refused =>
    tried.outcome === 'retry' || tried.outcome === 'problem'

  test('a short limit is waited out, a long one is handed back with its time', async ({
    assert,
  }) => {
    const { id } = fan()
    discord.limit(ROLES, 0.2)
    assert.containSubset(await letIn(id), { outcome: 'in' })
    assert.deepEqual(rolesOf(id), [gold.id])

    discord.limit(ROLES, 90)
    const limited = await letIn(id)
    assert.containSubset(limited, { outcome: 'retry', reason: 'rate limited' })
    if (limited.outcome === 'retry') assert.approximately(limited.afterMs ?? 0, 90_000, 500)
    // The next one does not even ask.
    const before = discord.calls.length
    assert.containSubset(await letIn(id), { outcome: 'retry' })
    assert.equal(discord.calls.length, before)
  })

  test('keeps to the pace that the headers say: nothing is refused', async ({ assert }) => {
    discord.pace({ method: 'PUT', path: ROLES, limit: 5, windowMs: 300 })
    const ids = discord.deeds.fillGuild(guild, 12)
    const tried = await Promise.all(ids.map((id) => letIn(id)))
    assert.isTrue(tried.every(({ outcome }) => outcome === 'in'))
    assert.isTrue(ids.every((id) => rolesOf(id).includes(gold.id)))
    assert.equal(discord.http.limits.invalid, 0)
    assert.lengthOf(discord.callsTo('PUT', ROLES), ids.length)
  })

  test('outages, lost answers and broken connections are retriable, and nothing happens twice', async ({
    assert,
  }) => {
    const { id } = fan()
    const down = discord.script({ path: /./, status: 503, times: 100 })
    for (const tried of [
      await letIn(id),
      await doors.look({ door: { ...here(), roleId: gold.id }, platformId: id }),
      await doors.list(here(), null),
      await doors.post(here(), { text: 'Hello' }, { channelId: hall.id, key: 'k' }),
    ]) {
      assert.containSubset(tried, { outcome: 'retry', afterMs: null })
    }
    assert.containSubset(await doors.inspect(here(), [gold.id]), { outcome: 'unavailable' })
    assert.isTrue(
      isRefused(await doors.answerRequest({ space: here(), platformId: id, admit: true }))
    )
    assert.isFalse(down.times === 100)
    down.times = 0

    // The answer is lost on its way: the role is there all the same.
    discord.script({ method: 'PUT', path: ROLES, status: 200, loseAnswer: true })
    assert.containSubset(await letIn(id), { outcome: 'retry' })
    assert.deepEqual(rolesOf(id), [gold.id])
    assert.containSubset(await letIn(id), { outcome: 'in' })
    assert.lengthOf(guild.auditLog, 1)

    await discord.close()
    assert.containSubset(await letIn(id), { outcome: 'retry' })
  })

  test('a token that Discord does not take is shown to it once a minute', async ({ assert }) => {
    const { id } = fan()
    doors = keeper({ token: 'a.wrong.token' })
    assert.containSubset(await letIn(id), { outcome: 'retry', afterMs: 60_000 })
    const before = discord.calls.length
    for (let count = 0; count < 50; count += 1) {
      assert.containSubset(await letIn(id), { outcome: 'retry' })
    }
    assert.equal(discord.calls.length, before)
  })

  test('an address that is shut out is not knocked from', async ({ assert }) => {
    const { id } = fan()
    discord.http.limits.count(403)
    discord.http.limits.invalid = 10_000
    const tried = await letIn(id)
    assert.containSubset(tried, { outcome: 'retry', afterMs: 600_000 })
    discord.http.limits.invalid = 0
    const before = discord.calls.length
    assert.containSubset(await doors.list(here(), null), { outcome: 'retry' })
    assert.equal(discord.calls.length, before)
  })

  test('everybody is listed, a thousand a page, and a page can be kept', async ({ assert }) => {
    const ids = discord.deeds.fillGuild(guild, 2_500, { roles: [gold] })
    const { user } = discord.player('cleo')
    discord.deeds.join(guild, user)
    const found: string[] = []
    let page: Extract<MemberPage, { outcome: 'page' }> | null = null
    do {
      // Another process goes on where this one was.
      doors = keeper()
      const next = await doors.list(here(), page?.next ?? null)
      if (next.outcome !== 'page') throw new Error(next.outcome)
      page = next
      assert.isAtMost(page.members.length, 1_000)
      found.push(...page.members.map(({ platformId }) => platformId))
    } while (page.next !== null)
    assert.lengthOf(found, guild.members.size)
    assert.sameMembers(found, [...guild.members.keys()])
    assert.lengthOf(discord.callsTo('GET', /\/members$/), 3)
    const [first] = ids
    const looked = await doors.list(here(), null)
    if (looked.outcome !== 'page') throw new Error(looked.outcome)
    const member = looked.members.find(({ platformId }) => platformId === first)
    assert.deepEqual(member?.roleIds, [gold.id])
    assert.isFalse(member?.isBot)
  })

  test('without the Server Members intent nobody is listed; people are looked at', async ({
    assert,
  }) => {
    const { id } = fan()
    discord.deeds.switchServerMembers(false)
    assert.deepEqual(await doors.list(here(), null), { outcome: 'not_listed' })
    discord.deeds.giveRole(guild, fanUser(id), gold)
    const passage = { door: { ...here(), roleId: gold.id }, platformId: id }
    assert.deepEqual(await doors.look(passage), { outcome: 'in' })
  })

  function fanUser(id: string) {
    const user = discord.world.users.get(id)
    if (!user) throw new Error('Nobody')
    return user
  }

  test('makes a role that it can give, and says what it lacks', async ({ assert }) => {
    const made = await doors.makeRole?.(here(), { name: 'Inner circle' })
    if (made?.outcome !== 'made') return assert.fail(JSON.stringify(made))
    const report = await doors.inspect(here(), [made.roleId])
    if (report.outcome !== 'seen') return assert.fail(report.outcome)
    assert.deepEqual(report.problems, [])
    assert.containSubset(report.roles, [{ id: made.roleId, name: 'Inner circle', why: null }])
    assert.equal(guild.roles.get(made.roleId)?.permissions, 0n)
    const { botRole } = guild
    if (botRole) discord.deeds.changeRole(guild, botRole, { permissions: 0n })
    const refused = await doors.makeRole?.(here(), { name: 'Another' })
    assert.containSubset(refused, {
      outcome: 'problem',
      problem: { kind: 'missing_permission', permission: 'manage_roles' },
    })
  })

  test('takes back what it said, in the chosen channel or the system channel, once or twice', async ({
    assert,
  }) => {
    for (const channelId of [null, hall.id]) {
      const key = `taken:${channelId ?? 'system'}`
      const posted = await doors.post(here(), { text: 'Hello' }, { channelId, key })
      if (posted.outcome !== 'posted') return assert.fail(posted.outcome)
      const said = { messageId: posted.messageId, channelId }
      assert.deepEqual(await doors.takeBack?.(here(), said), { outcome: 'taken_back' })
      assert.deepEqual(await doors.takeBack?.(here(), said), { outcome: 'taken_back' })
      assert.lengthOf(discord.saidIn(hall), 0)
    }
    const stranger = { messageId: '1234567890123456', channelId: '1234567890123457' }
    assert.deepEqual(await doors.takeBack?.(here(), stranger), { outcome: 'taken_back' })
  })

  test('says something in a channel, with a link, once for each key', async ({ assert }) => {
    const message = {
      text: '**Doors open** @everyone',
      button: { label: 'Join', url: '/c/stars' },
    }
    const posted = await doors.post(here(), message, { channelId: null, key: 'news:1' })
    const again = await doors.post(here(), message, { channelId: hall.id, key: 'news:1' })
    assert.equal(posted.outcome, 'posted')
    assert.deepEqual(again, posted)
    const [said, ...more] = discord.saidIn(hall)
    assert.lengthOf(more, 0)
    assert.equal(said?.content, '**Doors open** @everyone')
    const [call] = discord.callsTo('POST', /\/messages$/)
    assert.deepEqual(call?.body.allowed_mentions, { parse: [], replied_user: false })
    assert.containSubset(said ? buttons(said) : [], [
      { style: 5, label: 'Join', url: 'https://greenroom.example.com/c/stars' },
    ])
  })

  test('a long message comes in parts, the link below the last; a link that cannot be a button is text', async ({
    assert,
  }) => {
    const text = Array.from({ length: 60 }, (_, line) => `${line}: ${'word '.repeat(15)}`).join(
      '\n'
    )
    const button = { label: 'Join', url: 'https://greenroom.example.com/c/stars' }
    await doors.post(here(), { text, button }, { channelId: null, key: 'long' })
    const said = discord.saidIn(hall)
    assert.isAbove(said.length, 1)
    assert.deepEqual(
      said.map((one) => buttons(one).length),
      [...said.slice(1).map(() => 0), 1]
    )

    doors = keeper({ appUrl: 'http://localhost:3333' })
    const local = { label: 'Join', url: 'http://localhost:3333/c/stars' }
    await doors.post(here(), { text: 'Hi', button: local }, { channelId: null, key: 'local' })
    const last = discord.saidIn(hall).at(-1)
    assert.equal(last?.content, 'Hi\n\nJoin: http://localhost:3333/c/stars')
  })

  test('where nothing can be said, it is a problem', async ({ assert }) => {
    const say = (channelId: string | null) =>
      doors.post(here(), { text: 'Hi' }, { channelId, key: String(Math.random()) })
    const mute = discord.channel(guild, { denied: PERMISSIONS.sendMessages })
    assert.containSubset(await say(mute.id), {
      problem: { kind: 'channel_closed', permission: 'send_messages' },
    })
    const closed = discord.channel(guild, { denied: PERMISSIONS.viewChannel })
    assert.containSubset(await say(closed.id), {
      problem: { kind: 'channel_closed', permission: 'view_channels' },
    })
    discord.deleteChannel(closed)
    assert.containSubset(await say(closed.id), { outcome: 'posted' })
    guild.systemChannelId = null
    assert.containSubset(await say(closed.id), { problem: { kind: 'no_channel' } })
  })

  test('the invitation asks for what the doors need', async ({ assert }) => {
    const [link] = (await doors.addLinks()) ?? []
    assert.equal(link?.kind, 'server')
    const { origin, pathname, searchParams } = new URL(link?.url ?? '')
    assert.equal(`${origin}${pathname}`, 'https://discord.com/oauth2/authorize')
    assert.equal(searchParams.get('client_id'), discord.applicationId)
    assert.equal(searchParams.get('scope'), 'bot applications.commands')
    const asked = BigInt(searchParams.get('permissions') ?? 0)
    assert.notEqual(asked & PERMISSIONS.manageRoles, 0n)
    assert.equal(asked & PERMISSIONS.administrator, 0n)
    // A server whose bot was invited by it is green.
    const role = discord.deeds.addRole(guild, 'Silver')
    discord.deeds.kickBot(guild)
    discord.deeds.inviteBot(guild, asked)
    const { botRole } = guild
    if (botRole) discord.deeds.dragRole(guild, botRole, { above: role })
    assert.containSubset(await doors.inspect(here(), [role.id]), { problems: [] })
  })

  test('without a token there is no doorkeeper', async ({ assert }) => {
    assert.isNull(discordDoorkeeper({ ...settingsFor(discord), token: undefined })({ app }))
  })
})
