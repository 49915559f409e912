import { test } from '@japa/runner'
import { isObject } from '#tests/emulators/discord/json'
import {
  PERMISSIONS,
  startDiscordEmulator,
  type DiscordEmulator,
  type WorldGuild,
  type WorldRole,
} from '#tests/emulators/discord/index'

test.group('Discord emulator | servers', (group) => {
  let discord: DiscordEmulator
  let guild: WorldGuild
  let gold: WorldRole

  group.each.setup(async () => {
    discord = await startDiscordEmulator()
    guild = discord.guild()
    gold = discord.deeds.addRole(guild, 'Gold')
    return () => discord.close()
  })

  /** One raw call, as a program without a library would make it. */
  async function call(method: string, path: string, headers: Record<string, string> = {}) {
    const answer = await fetch(`${discord.apiRoot}/v10${path}`, {
      method,
      headers: { authorization: `Bot ${discord.token}`, ...headers },
    })
    const json: unknown = answer.status === 204 ? null : await answer.json()
    return { status: answer.status, code: isObject(json) ? json.code : undefined, json }
  }
  function fan() {
    const { user } = discord.player('bela')
    discord.deeds.join(guild, user)
    return user
  }
  const rolePath = (userId: string, roleId = gold.id) =>
    `/guilds/${guild.id}/members/${userId}/roles/${roleId}`

  test('a role goes only to who is there, from who may give it, below their own', async ({
    assert,
  }) => {
    const { id } = fan()
    const outsider = discord.player('ada').user.id
    const { botRole } = guild
    if (!botRole) throw new Error('The bot has no role')
    const code = async (path: string, method = 'PUT') => (await call(method, path)).code
    assert.equal((await call('PUT', rolePath(id))).status, 204)
    assert.equal(await code(rolePath(outsider)), 10007)
    assert.equal(await code(rolePath('123')), 10013)
    assert.equal(await code(rolePath(id, '123')), 10011)
    assert.equal(await code(rolePath(id, guild.id)), 50028)
    assert.equal(await code(rolePath(id, botRole.id)), 50028)
    discord.deeds.dragRole(guild, gold, { above: botRole })
    assert.equal(await code(rolePath(id)), 50013)
    assert.equal(await code(rolePath(id), 'DELETE'), 50013)
    discord.deeds.dragRole(guild, botRole, { above: gold })
    assert.equal((await call('DELETE', rolePath(id))).status, 204)
    botRole.permissions = PERMISSIONS.viewChannel
    assert.equal(await code(rolePath(id)), 50013)
    discord.deeds.kickBot(guild)
    assert.equal(await code(rolePath(id)), 10004)
    assert.equal(await code(`/guilds/${guild.id}`, 'GET'), 10004)
  })

  test('what Discord does not describe is refused', async ({ assert }) => {
    const { id } = fan()
    discord.deeds.switchServerMembers(true)
    const refused: [string, string, Record<string, string>?][] = [
      ['GET', `/guilds/${guild.id}?with_count=true`],
      ['GET', `/guilds/${guild.id}?with_counts=yes`],
      ['GET', `/guilds/${guild.id}/members?limit=1001`],
      ['GET', `/guilds/${guild.id}/members?limit=ten`],
      ['GET', `/guilds/${guild.id}/members/${id}`, { 'x-audit-log-reason': 'why' }],
      ['PUT', rolePath(id), { 'x-audit-log-reason': 'x'.repeat(513) }],
    ]
    for (const [method, path, headers] of refused) {
      assert.equal((await call(method, path, headers)).code, 50035, path)
    }
    assert.equal((await call('GET', '/guilds/abc')).status, 404)
    assert.equal((await call('PATCH', `/guilds/${guild.id}`)).status, 404)
    const kept = await call('PUT', rolePath(id), { 'x-audit-log-reason': 'Membres%C3%ADa' })
    assert.equal(kept.status, 204)
    assert.equal(guild.auditLog.at(-1)?.reason, 'Membresía')
  })

  test('members are listed with the intent alone, by age, from where one asks', async ({
    assert,
  }) => {
    const ids = discord.deeds.fillGuild(guild, 30)
    const path = `/guilds/${guild.id}/members`
    assert.deepEqual((await call('GET', path)).code, 50001)
    discord.deeds.switchServerMembers(true)
    const list = async (query: string) => {
      const { json } = await call('GET', `${path}${query}`)
      return Array.isArray(json) ? json.map((one) => (isObject(one) ? one.user : null)) : []
    }
    assert.lengthOf(await list(''), 1, 'one by default')
    const some = await list(`?limit=10&after=${ids[4]}`)
    assert.deepEqual(
      some.map((user) => (isObject(user) ? user.id : null)),
      ids.slice(5, 15)
    )
    assert.deepEqual(await list(`?limit=10&after=${'9'.repeat(19)}`), [])
  })

  test('a hundred thousand members are there at once, and are listed quickly', async ({
    assert,
  }) => {
    discord.deeds.switchServerMembers(true)
    const start = performance.now()
    const ids = discord.deeds.fillGuild(guild, 100_000)
    const page = await call('GET', `/guilds/${guild.id}/members?limit=1000&after=${ids[98_999]}`)
    assert.isTrue(Array.isArray(page.json) && page.json.length === 1_000)
    assert.isBelow(performance.now() - start, 5_000)
  })

  test('bans are seen with the permission alone', async ({ assert }) => {
    const user = fan()
    const path = `/guilds/${guild.id}/bans/${user.id}`
    assert.equal((await call('GET', path)).code, 50013)
    const { botRole } = guild
    if (botRole) botRole.permissions |= PERMISSIONS.banMembers
    assert.equal((await call('GET', path)).code, 10026)
    discord.deeds.ban(guild, user)
    assert.equal((await call('GET', path)).status, 200)
    assert.throws(() => discord.deeds.join(guild, user), /banned/)
  })

  test('who left cannot speak there until they come back', async ({ assert }) => {
    const fanOut = discord.player('ada')
    const channel = discord.channel(guild)
    fanOut.says(channel, 'hello')
    discord.deeds.leave(guild, fanOut.user)
    assert.throws(() => fanOut.says(channel, 'hello?'), /not in/)
    discord.deeds.join(guild, fanOut.user)
    fanOut.says(channel, 'back')
  })

  test('a pace is said in headers, and one too many is refused', async ({ assert }) => {
    const { id } = fan()
    discord.pace({ method: 'PUT', path: /\/roles\//, limit: 2, windowMs: 60_000 })
    const ask = () =>
      fetch(`${discord.apiRoot}/v10${rolePath(id)}`, {
        method: 'PUT',
        headers: { authorization: `Bot ${discord.token}` },
      })
    const answers = [await ask(), await ask(), await ask()]
    assert.deepEqual(
      answers.map(({ status }) => status),
      [204, 204, 429]
    )
    assert.deepEqual(
      answers.map(({ headers }) => headers.get('x-ratelimit-remaining')),
      ['1', '0', '0']
    )
    assert.equal(answers[2]?.headers.get('x-ratelimit-scope'), 'user')
    assert.equal(discord.http.limits.invalid, 1)
  })
})
