import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import type { Account, Person } from '#app/identity/types'
import { defineCommand, type AnyBotCommand } from '#app/bot_kit/command'
import type { FrontendDefinition } from '#app/bot_kit/define_frontend'
import { HouseMessenger } from '#app/bot_kit/house_messenger'
import { FRONTENDS, type Frontend } from '#app/bot_kit/inbound'
import { Inbox } from '#app/bot_kit/inbox'
import { LIMITS } from '#app/bot_kit/limits'
import { LocalLanes } from '#app/bot_kit/lanes'
import { MessageDelayed, type Outreach } from '#app/bot_kit/messenger'
import { Fan } from '#app/bot_kit/testing/conversation'
import { makeRuntime } from '#app/bot_kit/testing/runtime'
import { until } from '#tests/support/until'

/** A receipt, as a plugin would word it; `trouble` lets it fail once. */
function receipt(trouble: { next?: Error } = {}) {
  return defineCommand({
    name: 'receipt',
    internal: true,
    description: 'bot.help.description',
    options: {},
    guards: [],
    visibility: 'private',
    async run({ turnKey }) {
      const { next } = trouble
      delete trouble.next
      if (next) throw next
      return [{ kind: 'text', text: `100 coins arrived (${turnKey})` }]
    },
  })
}

/** Lanes that tell how many turns asked for a place. */
class CountedLanes extends LocalLanes {
  asked = 0

  override run(...args: Parameters<LocalLanes['run']>) {
    this.asked += 1
    return super.run(...args)
  }
}

/** A program whose frontends are not running, and the people's screens. */
async function program(commands: readonly AnyBotCommand[]) {
  const logger = await app.container.make('logger')
  const identity = await app.container.make('identity')
  const lanes = new CountedLanes()
  const runtime = await makeRuntime({
    commands,
    lanes,
  })
  const screens = new Map<string, Fan>()
  const screenOf = ({ id, platform, platformId }: Account): Fan => {
    const frontend = FRONTENDS.find((name) => name === platform)
    const fan = screens.get(id) ?? new Fan(platformId, { runtime, frontend })
    screens.set(id, fan)
    return fan
  }
  /** Frontends of the platforms that are up. */
  const frontends = (up: readonly Frontend[]): FrontendDefinition[] =>
    up.map((name) => {
      const outreach: Outreach = {
        directPlace: async ({ platformId }) => ({ kind: 'direct', id: `chat-${platformId}` }),
        surfaceFor: async ({ account }) => screenOf(account),
      }
      return {
        name,
        frontend: () => Promise.reject(new Error('Not run in this process')),
        outreach: async () => ({ default: () => outreach }),
      }
    })
  const messenger = (up: readonly Frontend[] = FRONTENDS) =>
    new HouseMessenger({
      identity: async () => identity,
      house: async () => ({
        context: { app, logger, runtime },
        invoke: (inbound, surface) => runtime.invoke(inbound, surface),
      }),
      frontends: async () => frontends(up),
    })
  return { runtime, identity, messenger, screenOf, lanes }
}

/** A person with an account on each platform, in the order in which they spoke. */
async function person(platforms: readonly Frontend[]): Promise<{
  person: Person
  accounts: Account[]
}> {
  const identity = await app.container.make('identity')
  const accounts: Account[] = []
  for (const [index, platform] of platforms.entries()) {
    const { account } = await identity.identify({
      platform,
      platformId: randomUUID(),
      displayName: 'Anna',
    })
    accounts.push(account)
    await db.rawQuery(
      'update accounts set spoke_at = now() + make_interval(secs => ?) where id = ?',
      [index, account.id]
    )
  }
  const [first, ...others] = accounts
  if (!first) throw new Error('A person has an account')
  const { person: joined } = await identity.join(first.id)
  for (const { id } of others) await identity.attachAccount(id, joined.id)
  return { person: joined, accounts }
}

/** Makes a claim look as old as it would be when its process had died that long ago. */
async function age(key: string, seconds: number): Promise<void> {
  await db.rawQuery(
    'update inbox set claimed_at = claimed_at - make_interval(secs => ?) where event_id = ?',
    [seconds, key]
  )
}

const invocation = { command: 'receipt' }

test.group('messenger', () => {
  test('a receipt comes to the bot account that spoke last, once', async ({ assert }) => {
    const { messenger, screenOf } = await program([receipt()])
    const anna = await person(['telegram', 'discord', 'web'])
    const request = { key: `receipt:${randomUUID()}`, to: { personId: anna.person.id }, invocation }

    assert.equal(await messenger().say(request), 'said')
    assert.equal(await messenger().say(request), 'said_before')
    const [telegram, discord, web] = anna.accounts.map((one) => screenOf(one).texts())
    assert.deepEqual(discord, [`100 coins arrived (discord:program:${request.key})`])
    assert.isEmpty(telegram)
    assert.isEmpty(web)
  })

  test('speaking moves the person to another platform', async ({ assert }) => {
    const { messenger, screenOf, identity } = await program([receipt()])
    const anna = await person(['telegram', 'discord'])
    const [telegram] = anna.accounts
    if (!telegram) throw new Error('No account')
    await db.rawQuery(
      `update accounts set spoke_at = now() - interval '1 day' where person_id = ?`,
      [anna.person.id]
    )
    const { platformId, displayName } = telegram
    await identity.identify({ platform: 'telegram', platformId, displayName })

    await messenger().say({ key: randomUUID(), to: { personId: anna.person.id }, invocation })
    assert.lengthOf(screenOf(telegram).texts(), 1)
  })

  test('who blocked the bot is reached on the next platform, at last on the web', async ({
    assert,
  }) => {
    const { messenger, screenOf } = await program([receipt()])
    const anna = await person(['telegram', 'discord', 'web'])
    const [telegram, discord, web] = anna.accounts.map(screenOf)
    if (!telegram || !discord || !web) throw new Error('No screens')
    discord.platform.undeliverable = 'blocked'
    const to = { personId: anna.person.id }

    await messenger().say({ key: randomUUID(), to, invocation })
    assert.lengthOf(telegram.texts(), 1)
    telegram.platform.undeliverable = 'gone'
    await messenger().say({ key: randomUUID(), to, invocation })
    assert.lengthOf(web.texts(), 1)

    web.platform.undeliverable = 'gone'
    const key = randomUUID()
    assert.equal(await messenger().say({ key, to, invocation }), 'unreachable')
    web.platform.undeliverable = undefined
    assert.equal(
      await messenger().say({ key, to, invocation }),
      'said',
      'the key may be used again'
    )
  })

  test('who is asked for by an account is reached by another one, but not in another place', async ({
    assert,
  }) => {
    const { messenger, screenOf } = await program([receipt()])
    const anna = await person(['telegram', 'discord'])
    const [account, other] = anna.accounts
    if (!account || !other) throw new Error('No accounts')
    screenOf(account).platform.undeliverable = 'blocked'
    const place = { kind: 'direct', id: 'a-chat' } as const
    const say = (to: { account: Account; place?: typeof place }) =>
      messenger().say({ key: randomUUID(), to, invocation })

    assert.equal(await say({ account, place }), 'unreachable')
    assert.equal(await say({ account }), 'said')
    assert.lengthOf(screenOf(other).texts(), 1)
  })

  test('during an outage it is put off, and said later', async ({ assert }) => {
    const { messenger, screenOf } = await program([receipt()])
    const anna = await person(['telegram'])
    const [screen] = anna.accounts.map(screenOf)
    if (!screen) throw new Error('No screen')
    screen.platform.undeliverable = 'outage'
    const request = { key: randomUUID(), to: { personId: anna.person.id }, invocation }

    await assert.rejects(() => messenger().say(request), /cannot be reached/)
    screen.platform.undeliverable = undefined
    assert.equal(await messenger().say(request), 'said')
    assert.lengthOf(screen.texts(), 1)
  })

  test('of many processes that say it at the same moment, one does', async ({ assert }) => {
    const { messenger, screenOf } = await program([receipt()])
    const anna = await person(['telegram', 'discord'])
    const request = { key: randomUUID(), to: { personId: anna.person.id }, invocation }

    const all = await Promise.allSettled(Array.from({ length: 8 }, () => messenger().say(request)))
    const said = all.filter((one) => one.status === 'fulfilled' && one.value === 'said')
    const late = all.filter((one) => one.status === 'rejected')
    assert.lengthOf(said, 1)
    for (const { reason } of late) assert.instanceOf(reason, MessageDelayed)
    assert.lengthOf(
      anna.accounts.flatMap((account) => screenOf(account).texts()),
      1
    )
    assert.equal(await messenger().say(request), 'said_before')
  })

  test('a process that died with the message unsaid is followed by another one', async ({
    assert,
  }) => {
    const { messenger, screenOf } = await program([receipt()])
    const anna = await person(['telegram'])
    const request = { key: randomUUID(), to: { personId: anna.person.id }, invocation }
    assert.isTrue(await new Inbox().claim('program', request.key))

    await assert.rejects(() => messenger().say(request), /Another process/)
    await age(request.key, LIMITS.inboxClaim + 1)
    assert.equal(await messenger().say(request), 'said')
    assert.lengthOf(
      anna.accounts.flatMap((account) => screenOf(account).texts()),
      1
    )
  })

  test('a command that fails leaves no apology and is tried again', async ({ assert }) => {
    const trouble: { next?: Error } = { next: new Error('The database is away') }
    const { messenger, screenOf } = await program([receipt(trouble)])
    const anna = await person(['telegram'])
    const request = { key: randomUUID(), to: { personId: anna.person.id }, invocation }

    await assert.rejects(() => messenger().say(request), 'The database is away')
    assert.equal(await messenger().say(request), 'said')
    assert.lengthOf(
      anna.accounts.flatMap((account) => screenOf(account).texts()),
      1
    )
  })

  test('it waits until the running turn of the place is over', async ({ assert }) => {
    const order: string[] = []
    const entered = Promise.withResolvers<void>()
    const leave = Promise.withResolvers<void>()
    const slow = defineCommand({
      name: 'slow',
      description: 'bot.help.description',
      options: {},
      guards: [],
      visibility: 'public',
      async run() {
        entered.resolve()
        await leave.promise
        order.push('turn')
        return [{ kind: 'text', text: 'done' }]
      },
    })
    const { messenger, screenOf, lanes } = await program([slow, receipt()])
    const anna = await person(['telegram'])
    const [account] = anna.accounts
    if (!account) throw new Error('No account')
    const turn = screenOf(account).says('/slow')
    await entered.promise
    const said = messenger()
      .say({ key: randomUUID(), to: { account }, invocation })
      .then((outcome) => order.push(outcome))
    await until(() => lanes.asked === 2, { what: 'both to ask for the place' })
    leave.resolve()
    await Promise.all([turn, said])
    assert.deepEqual(order, ['turn', 'said'])
  })

  test('banned people, deleted accounts and people without a bot are not written to', async ({
    assert,
  }) => {
    const { messenger, identity, screenOf } = await program([receipt()])
    const anna = await person(['telegram'])
    const [account] = anna.accounts
    if (!account) throw new Error('No account')
    const say = (to: { account: Account } | { personId: string }, up?: readonly Frontend[]) =>
      messenger(up).say({ key: randomUUID(), to, invocation })

    assert.equal(await say({ account }, ['web']), 'unreachable')
    await identity.setBan(anna.person.id, true)
    assert.equal(await say({ account }), 'unreachable')
    assert.equal(await say({ personId: anna.person.id }), 'unreachable')
    await identity.setBan(anna.person.id, false)
    assert.equal(await say({ account }), 'said')
    await identity.deletePerson(anna.person.id)
    assert.equal(await say({ account }), 'unreachable')
    assert.isNull(await identity.lookUp(`telegram:${account.platformId}`))
    assert.lengthOf(screenOf(account).texts(), 1)
  })

  test('a program that stops puts it off', async ({ assert }) => {
    const { messenger, runtime } = await program([receipt()])
    const anna = await person(['telegram'])
    await runtime.drain(AbortSignal.timeout(1_000))
    const request = { key: randomUUID(), to: { personId: anna.person.id }, invocation }
    await assert.rejects(() => messenger().say(request), /stopping/)
    assert.isFalse(await new Inbox().isFinished('program', request.key))
    assert.isTrue(await new Inbox().claim('program', request.key), 'the key is free again')
  })
})
