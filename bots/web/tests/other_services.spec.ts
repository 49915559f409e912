import { createHash, createHmac, randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { TestVisitor } from '#bots/web/tests/support/visitor'
import { startOauthEmulator, type OauthEmulator } from '#tests/emulators/oauth/index'
import { startTelegramEmulator } from '#tests/emulators/telegram/index'
import { freePort } from '#tests/support/free_port'
import { startProgram, type Program } from '#tests/support/program'
import { scratchDatabase, type ScratchDatabase } from '#tests/support/scratch_database'

const SECRET = 'a secret'
const DISCORD_ID = '112233445566778899'
const GOOGLE_ID = '998877.apps.googleusercontent.com'

const snowflake = () => String(BigInt(`0x${randomUUID().replaceAll('-', '').slice(0, 14)}`))

/** Every way to sign in with somebody else's account, against the whole program and strict stand-ins. */
test.group('Signing in with other services', (group) => {
  let program: Program
  let database: ScratchDatabase
  let discord: OauthEmulator
  let google: OauthEmulator
  let telegram: Awaited<ReturnType<typeof startTelegramEmulator>>

  group.setup(async () => {
    const url = `http://127.0.0.1:${await freePort()}`
    database = await scratchDatabase()
    const client = (clientId: string, service: string) =>
      startOauthEmulator({
        clientId,
        clientSecret: SECRET,
        redirectUris: [`${url}/auth/${service}/callback`],
      })
    discord = await client(DISCORD_ID, 'discord')
    google = await client(GOOGLE_ID, 'google')
    telegram = await startTelegramEmulator()
    program = await startProgram({
      env: {
        PORT: new URL(url).port,
        APP_URL: url,
        DATABASE_URL: database.url,
        DISCORD_APPLICATION_ID: DISCORD_ID,
        DISCORD_CLIENT_SECRET: SECRET,
        DISCORD_API_ROOT: discord.root,
        GOOGLE_CLIENT_ID: GOOGLE_ID,
        GOOGLE_CLIENT_SECRET: SECRET,
        GOOGLE_OAUTH_ROOT: google.root,
        TELEGRAM_BOT_TOKEN: telegram.token,
        TELEGRAM_API_ROOT: telegram.apiRoot,
      },
    })
    return async () => {
      await program.stop()
      await Promise.all([discord.close(), google.close(), telegram.close()])
      await database.drop()
    }
  })

  const visitor = () => new TestVisitor({}, program.url)
  const pathOf = ({ pathname, search }: URL) => pathname + search

  async function entersWith(
    browser: TestVisitor,
    service: 'discord' | 'google',
    profile: Parameters<OauthEmulator['visit']>[1],
    query = ''
  ): Promise<Response> {
    const start = await browser.get(`/auth/${service}${query}`)
    const emulator = service === 'discord' ? discord : google
    const back = await emulator.visit(start.headers.get('location') ?? '', profile)
    return browser.get(pathOf(back))
  }

  const rows = (text: string, values: unknown[]) =>
    database.query<Record<string, unknown>>(text, values)

  const profileOf = (id: string, name = 'Ana') => ({
    id,
    username: name.toLowerCase(),
    global_name: name,
    discriminator: '0',
    avatar: null,
  })

  test('the sign-in page shows those that are set up', async ({ assert }) => {
    const page = await (await visitor().get('/sign-in')).text()
    for (const service of ['Discord', 'Google', 'Telegram']) {
      assert.include(page, `Continue with ${service}`)
    }
    assert.equal((await visitor().get('/auth/github')).status, 404)
  })

  test('Discord: a new person joins; another browser is the same person, on the bot’s account', async ({
    assert,
  }) => {
    const id = snowflake()
    const browser = visitor()
    const entered = await entersWith(browser, 'discord', profileOf(id), '?next=/account')
    assert.equal(entered.headers.get('location'), '/account')
    const page = await (await browser.get('/account')).text()
    assert.include(page, 'Discord: Ana')
    assert.notInclude(page, 'Connect Discord')

    await entersWith(visitor(), 'discord', profileOf(id, 'Ana María'))
    const accounts = await rows(
      `select a.display_name, p.id from accounts a join people p on p.id = a.person_id
       where platform = 'discord' and platform_id = $1`,
      [id]
    )
    assert.lengthOf(accounts, 1)
    assert.equal(accounts[0]?.display_name, 'Ana María')
  })

  test('Discord: whom the bot knows already keeps their person', async ({ assert }) => {
    const id = snowflake()
    const [person] = await rows(`insert into people (display_name) values ('Bob') returning id`, [])
    await rows(
      `insert into accounts (platform, platform_id, display_name, person_id) values ('discord', $1, 'Bob', $2)`,
      [id, person?.id]
    )
    const browser = visitor()
    await entersWith(browser, 'discord', profileOf(id, 'Bob'))
    const [here] = await rows(
      `select count(*)::int as accounts from accounts where person_id = $1`,
      [person?.id]
    )
    assert.equal(here?.accounts, 2)
    await rows('update people set banned_at = now() where id = $1', [person?.id])
    const banned = visitor()
    assert.equal(
      (await entersWith(banned, 'discord', profileOf(id, 'Bob'))).headers.get('location'),
      '/sign-in'
    )
    assert.equal((await banned.get('/account')).status, 302)
  })

  test('Google: signs in by the id, and never by an e-mail that somebody else signed up with', async ({
    assert,
  }) => {
    const email = `${randomUUID()}@example.com`
    const squatter = visitor()
    await squatter.get('/sign-up')
    await squatter.postForm('/sign-up', {
      name: 'Squatter',
      email,
      password: 'a long enough one',
      terms: '1',
    })
    const browser = visitor()
    const profile = { sub: snowflake(), name: 'Ana', email }
    await entersWith(browser, 'google', profile)
    const page = await (await browser.get('/account')).text()
    assert.include(page, 'Google: Ana')
    assert.notInclude(page, 'Squatter')
  })

  test('an account can be connected from the account page; one of somebody else’s is left alone', async ({
    assert,
  }) => {
    const [id, sub] = [snowflake(), snowflake()]
    const browser = visitor()
    await entersWith(browser, 'google', { sub, name: 'Ana' })
    await entersWith(browser, 'discord', profileOf(id), '?for=connect')
    const page = await (await browser.get('/account')).text()
    assert.include(page, 'Connected: Discord')
    assert.include(page, 'Google: Ana')

    const other = visitor()
    await entersWith(other, 'google', { sub: snowflake(), name: 'Eve' })
    await entersWith(other, 'discord', profileOf(id), '?for=connect')
    const refused = await (await other.get('/account')).text()
    assert.include(refused, 'belongs to another account here')
    assert.notInclude(refused, 'Discord: Ana')
  })

  test('what was refused, made up, or begun in another browser signs nobody in', async ({
    assert,
  }) => {
    const refused = visitor()
    await entersWith(refused, 'discord', 'refuse')
    assert.include(await (await refused.get('/sign-in')).text(), 'You stopped it over there')

    const starter = await visitor().get('/auth/discord')
    const back = await discord.visit(
      starter.headers.get('location') ?? '',
      profileOf(snowflake(), 'Eve')
    )
    const victim = visitor()
    await victim.get('/sign-in')
    await victim.get(pathOf(back))
    assert.include(await (await victim.get('/sign-in')).text(), 'not what we asked for')
    assert.equal((await victim.get('/account')).status, 302)

    const guesser = visitor()
    const begun = new URL((await guesser.get('/auth/discord')).headers.get('location') ?? '')
    const state = encodeURIComponent(begun.searchParams.get('state') ?? '')
    await guesser.get(`/auth/discord/callback?code=made-up&state=${state}`)
    assert.include(await (await guesser.get('/sign-in')).text(), 'not what we asked for')
    assert.equal((await guesser.get('/account')).status, 302)
  })

  /** What the widget's frame would send the browser to. */
  async function telegramAnswer(browser: TestVisitor, fields: Record<string, string>) {
    const page = await (await browser.get('/auth/telegram')).text()
    const callback = /data-auth-url="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&')
    const url = new URL(callback ?? 'http://nowhere')
    const text = Object.keys(fields)
      .sort()
      .map((name) => `${name}=${fields[name]}`)
      .join('\n')
    const key = createHash('sha256').update(telegram.token).digest()
    const hash = createHmac('sha256', key).update(text).digest('hex')
    for (const [name, value] of Object.entries({ ...fields, hash })) {
      url.searchParams.set(name, value)
    }
    return pathOf(url)
  }

  const toldNow = (id: string) => ({
    id,
    first_name: 'Ana',
    auth_date: String(Math.floor(Date.now() / 1000)),
  })

  test('Telegram: the widget’s answer signs in once, in the browser that asked', async ({
    assert,
  }) => {
    const browser = visitor()
    const path = await telegramAnswer(browser, toldNow('424242'))
    const thief = visitor()
    await thief.get('/auth/telegram')
    await thief.get(path)
    assert.equal((await thief.get('/account')).status, 302)

    assert.equal((await browser.get(path)).headers.get('location'), '/chat')
    assert.include(await (await browser.get('/account')).text(), 'Telegram: Ana')
    await browser.postForm('/sign-out', {})
    await browser.get(path)
    assert.equal((await browser.get('/account')).status, 302)
  })

  test('Telegram: what is forged or a day old is not believed', async ({ assert }) => {
    const browser = visitor()
    const forged = (await telegramAnswer(browser, toldNow('424243'))).replace('424243', '424244')
    await browser.get(forged)
    assert.include(await (await browser.get('/sign-in')).text(), 'not what we asked for')
    const old = { ...toldNow('424243'), auth_date: String(Math.floor(Date.now() / 1000) - 86_460) }
    await browser.get(await telegramAnswer(browser, old))
    assert.include(await (await browser.get('/sign-in')).text(), 'answer is too old')
    assert.equal((await browser.get('/account')).status, 302)
  })

  test('Telegram’s script is let in on its own page alone', async ({ assert }) => {
    const policy = async (path: string) =>
      (await visitor().get(path)).headers.get('content-security-policy') ?? ''
    assert.match(await policy('/auth/telegram'), /script-src 'self' https:\/\/telegram\.org;/)
    assert.match(await policy('/auth/telegram'), /frame-src https:\/\/oauth\.telegram\.org/)
    for (const path of ['/', '/sign-in', '/chat']) {
      assert.notInclude(await policy(path), 'telegram')
    }
  })
})
