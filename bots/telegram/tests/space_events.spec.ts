import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import type { SpaceEvent } from '#app/bot_kit/spaces/events'
import { keepAll } from '#bots/telegram/keep_updates'
import { keeperOf, ScriptedSpaces, spaceOf, wayOf } from '#bots/telegram/tests/doors'
import { echo, stage } from '#bots/telegram/tests/stage'
import { until } from '#tests/support/until'

/** The bot in a group of Olga's that it does not administer yet. */
async function house(options: { basic?: boolean; channel?: boolean } = {}) {
  const spaces = new ScriptedSpaces()
  const world = await stage({ spaces, commands: [echo] })
  const { telegram } = world
  // Until it was asked for by name, Telegram tells nobody who comes and goes.
  await telegram.until('a poll', () => telegram.updates.isPolled)
  const [owner, fan] = [telegram.person({ name: 'Olga' }), telegram.person({ name: 'Ana' })]
  const chat = options.channel
    ? telegram.channel('News', owner)
    : telegram.group('Inner circle', [], { owner, basic: options.basic === true })
  const told = (count: number) =>
    until(() => spaces.taken.length >= count, { what: `${count} events, not ${spaces.kinds}` })
  return { ...world, spaces, owner, fan, chat, told }
}

const about = (event: SpaceEvent | undefined) => {
  if (!event) throw new Error('Nothing was told')
  const { id: _id, at: _at, ...rest } = event
  return rest
}

test.group('Telegram: what is told of groups and channels', () => {
  test('that the bot was added, promoted, changed and removed, and by whom', async ({ assert }) => {
    const { owner, chat, spaces, told } = await house({ channel: true })
    owner.at(chat).addsBot({})
    owner.at(chat).promotesBot()
    owner.at(chat).kicksBot()
    await told(3)
    const space = spaceOf(chat)
    const changed = { space, kind: 'bot_changed', byPlatformId: String(owner.id) }
    assert.deepEqual(about(spaces.taken[0]), changed)
    assert.deepEqual(about(spaces.taken[1]), changed)
    assert.deepEqual(about(spaces.taken[2]), { space, kind: 'bot_removed' })
    assert.lengthOf(new Set(spaces.taken.map(({ id }) => id)), 3)
    assert.closeTo(spaces.taken[0]?.at.getTime() ?? 0, Date.now(), 60_000)
  })

  test('who asks to enter, who comes in and who goes, once the bot is an administrator', async ({
    assert,
  }) => {
    const { telegram, owner, fan, chat, spaces, told } = await house()
    const stranger = telegram.person()
    owner.at(chat).adds(stranger)
    owner.at(chat).promotesBot()
    await told(1)
    const keeper = keeperOf(telegram)
    const entry = await keeper.letIn(wayOf(chat, fan), { key: 'k', knownLink: null })
    const link = entry.outcome === 'invited' ? entry.link : ''
    fan.opens(link)
    await told(2)
    const [space, platformId] = [spaceOf(chat), String(fan.id)]
    await keeper.answerRequest({ space, platformId, admit: true })
    await told(3)
    fan.at(chat).leaves()
    await told(4)
    assert.deepEqual(spaces.taken.slice(1).map(about), [
      { space, kind: 'entry_requested', platformId, link },
      { space, kind: 'member_changed', platformId, isIn: true, roleIds: null },
      { space, kind: 'member_changed', platformId, isIn: false, roleIds: null },
    ])
  })

  test('a removal and its ban are one change; a lifted ban of an administrator’s is told', async ({
    assert,
  }) => {
    const { telegram, owner, fan, chat, spaces, told } = await house()
    owner.at(chat).promotesBot()
    owner.at(chat).adds(fan)
    await told(2)
    await keeperOf(telegram).putOut(wayOf(chat, fan), { knownLink: null })
    await told(3)
    owner.at(chat).bans(fan)
    owner.at(chat).unbans(fan)
    await told(4)
    owner.at(chat).promotes(telegram.person())
    await told(5)
    assert.deepEqual(
      spaces.taken.slice(2).map((event) => event.kind === 'member_changed' && event.isIn),
      [false, false, true]
    )
  })

  test('that a channel’s own subscriber came, who is nobody’s to put out', async ({ assert }) => {
    const { telegram, owner, fan, chat, spaces, told } = await house({ channel: true })
    owner.at(chat).addsBot()
    const made = await keeperOf(telegram).paidLink?.(spaceOf(chat), { key: 'k', stars: 9 })
    if (made?.outcome !== 'link') return assert.fail(JSON.stringify(made))
    fan.opens(made.link)
    await told(2)
    assert.containSubset(spaces.taken[1], { isIn: true, paidThere: { link: made.link } })
  })

  test('that a group became a supergroup, once, and that it has another name', async ({
    assert,
  }) => {
    const { owner, chat, spaces, told, telegram } = await house({ basic: true })
    const bigger = owner.at(chat).upgrades()
    await told(1)
    assert.deepEqual(about(spaces.taken[0]), {
      space: spaceOf(chat),
      kind: 'space_moved',
      toId: String(bigger.wire.id),
    })
    owner.at(bigger).renames('The circle')
    await until(() => telegram.updates.pendingCount === 0, { what: 'all updates' })
    const ids = spaces.taken.slice(0, 2).map(({ id }) => id)
    assert.equal(ids[0], ids[1], 'both chats tell of the move; it is one event')
    const last = about(spaces.taken.at(-1))
    assert.deepEqual(last, { space: spaceOf(bigger), kind: 'space_renamed', title: 'The circle' })
  })

  test('nothing of private chats, of other bots, and of spaces that nobody cares for', async ({
    assert,
  }) => {
    const { telegram, owner, fan, chat, spaces, told } = await house()
    fan.says('/echo hi')
    await fan.hears('Echo: hi')
    fan.blocksBot()
    fan.unblocksBot()
    owner.at(chat).promotesBot()
    await told(1)
    const robot = telegram.person({ name: 'Robot' })
    owner.at(chat).adds({ wire: { ...robot.wire, is_bot: true } })
    spaces.cares = ({ kind }) => kind === 'bot_changed'
    owner.at(chat).adds(fan)
    owner.at(chat).promotesBot({ can_invite_users: true })
    await told(2)
    assert.deepEqual(spaces.kinds, ['bot_changed', 'bot_changed'])
  })
})

test.group('Telegram: what is told is not lost', () => {
  test('it is kept before Telegram hears that it came, and brought again until it is', async ({
    assert,
  }) => {
    const { telegram, owner, fan, chat, spaces, frontend, restart } = await house()
    spaces.broken = true
    owner.at(chat).promotesBot()
    owner.at(chat).adds(fan)
    await until(() => spaces.tries > 2, { what: 'several tries' })
    assert.isAbove(telegram.updates.pendingCount, 0, 'Telegram still has it')
    await frontend.stop()
    spaces.broken = false
    await restart()
    await until(() => telegram.updates.pendingCount === 0, { what: 'all updates' })
    assert.deepEqual(spaces.kinds, ['bot_changed', 'member_changed'])
  })

  test('told twice, it is the same event', async ({ assert }) => {
    const { telegram, owner, chat, spaces, told } = await house()
    owner.at(chat).promotesBot()
    await told(1)
    const [first] = spaces.taken
    const [, , update, , date] = first?.id.split(':') ?? []
    // Between two polls it would be confirmed by the next one, unseen.
    const { updates } = telegram
    await telegram.until('the next poll', () => updates.isPolled && updates.pendingCount === 0)
    updates.redeliver({
      update_id: Number(update),
      my_chat_member: {
        chat: chat.wire,
        from: owner.wire,
        date: Number(date),
        old_chat_member: { status: 'member', user: telegram.me },
        new_chat_member: { status: 'administrator', user: telegram.me },
      },
    })
    await told(2)
    assert.equal(spaces.taken[1]?.id, first?.id)
  })

  test('what cannot be read is skipped, and what comes after it is heard', async ({ assert }) => {
    const { telegram, owner, chat, spaces, told } = await house()
    for (const broken of [
      { chat_member: {} },
      { my_chat_member: { chat: chat.wire, date: 1 } },
      { chat_join_request: { chat: {} } },
      { message: { migrate_to_chat_id: 5 } },
    ]) {
      telegram.updates.addRaw(broken)
    }
    owner.at(chat).promotesBot()
    await told(1)
    await until(() => telegram.updates.pendingCount === 0, { what: 'all updates' })
    assert.deepEqual(spaces.kinds, ['bot_changed'])
  })

  test('a busy chat is kept beside the others, and in its own order', async ({ assert }) => {
    const logger = await app.container.make('logger')
    const kept: string[] = []
    let [atOnce, most] = [0, 0]
    const updates = Array.from({ length: 60 }, (_, n) => ({
      update_id: n,
      chat_member: { chat: { id: -(n % 3) - 1 }, n },
    }))
    await keepAll(updates, {
      keep: async (update) => {
        most = Math.max(most, ++atOnce)
        await new Promise(setImmediate)
        atOnce--
        kept.push(`${update.chat_member?.chat.id}:${update.update_id}`)
      },
      pauses: { first: 1, last: 1 },
      logger,
      signal: AbortSignal.timeout(5_000),
    })
    assert.lengthOf(kept, 60)
    assert.equal(most, 3)
    const ofOne = kept.filter((entry) => entry.startsWith('-1:')).map((entry) => +entry.slice(3))
    assert.deepEqual(
      ofOne,
      ofOne.toSorted((a, b) => a - b)
    )
  })
})

test.group('Telegram: a group whose administrator the bot is', () => {
  test('has anonymous administrators, who are told why they are not heard', async ({ assert }) => {
    const { telegram, owner, chat } = await house()
    owner.at(chat).promotesBot()
    const nobody = telegram.person({ id: 1_087_968_824, name: 'Group' })
    const anonymous = { ...nobody.wire, is_bot: true }
    const says = (text: string) =>
      nobody.sends({ from: anonymous, sender_chat: chat.wire, text }, { in: chat })
    says('good evening')
    says('/somebody_elses')
    says('/echo hi')
    await owner.hears('You write here as an anonymous administrator', chat)
    assert.lengthOf(
      chat.fromBot.filter(({ from }) => from?.id === telegram.me.id),
      1
    )
  })

  test('is heard in full, and answered only when it is meant', async ({ assert }) => {
    const { telegram, owner, fan, chat, told } = await house()
    owner.at(chat).promotesBot()
    owner.at(chat).adds(fan)
    await told(2)
    for (let n = 0; n < 20; n++) fan.says(`chatter ${n}`, { in: chat })
    fan.says('/echo@greenroom_test_bot hi', { in: chat })
    await fan.hears('Echo: hi', chat)
    await until(() => telegram.updates.pendingCount === 0, { what: 'all updates' })
    assert.lengthOf(chat.fromBot, 1)
  })
})
