import { test } from '@japa/runner'
import type { LetIn } from '#app/bot_kit/spaces/answers'
import { gate, guardedGroup, keeperOf, spaceOf, wayOf } from '#bots/telegram/tests/doors'

const fresh = { key: 'grant:1', knownLink: null }
const linkOf = (entry: LetIn): string => {
  if (entry.outcome !== 'invited') throw new Error(JSON.stringify(entry))
  return entry.link
}

for (const kind of ['group', 'channel'] as const) {
  test.group(`Telegram doors: a ${kind}`, () => {
    test('a fan gets a link, asks to enter, is admitted, and is put out so that they can come back', async ({
      assert,
    }) => {
      const { telegram, keeper, fan, chat, way } = await guardedGroup(kind)
      assert.deepEqual(await keeper.look(way), { outcome: 'out' })
      const link = linkOf(await keeper.letIn(way, fresh))
      assert.equal(fan.opens(link), 'asked')
      const request = { space: spaceOf(chat), platformId: way.platformId }
      assert.deepEqual(await keeper.answerRequest({ ...request, admit: true }), {
        outcome: 'answered',
      })
      assert.isTrue(fan.at(chat).isIn)
      assert.deepEqual(await keeper.look(way), { outcome: 'in' })
      assert.deepEqual(await keeper.letIn(way, fresh), { outcome: 'in', already: true })

      const out = await keeper.putOut(way, { knownLink: link })
      assert.deepEqual(out, { outcome: 'out', already: false })
      assert.isFalse(fan.at(chat).isIn)
      assert.equal(chat.roll.standing(fan.id).status, 'left', 'and not banned')
      assert.equal(fan.opens(link), 'expired')
      assert.deepEqual(await keeper.putOut(way, { knownLink: null }), {
        outcome: 'out',
        already: true,
      })

      const again = linkOf(await keeper.letIn(way, { key: 'grant:2', knownLink: null }))
      assert.equal(fan.opens(again), 'asked')
      await keeper.answerRequest({ ...request, admit: true })
      assert.isTrue(fan.at(chat).isIn)
      assert.isEmpty(telegram.calls.filter(({ status }) => status !== 200))
    })
  })
}

test.group('Telegram doors: letting in', () => {
  test('a link names its wish, leads to a request, ends after a week, and is given more time', async ({
    assert,
  }) => {
    const { telegram, keeper, chat, way } = await guardedGroup()
    const first = await keeper.letIn(way, { key: 'x'.repeat(200), knownLink: null })
    const [made] = telegram.entrances.links.of(chat)
    assert.isTrue(made?.creates_join_request)
    assert.match(made?.name ?? '', /^Greenroom [\w-]{22}$/)
    const week = 7 * 24 * 60 * 60
    assert.closeTo((made?.expire_date ?? 0) - Date.now() / 1_000, week, 60)

    const second = await keeper.letIn(way, { key: 'grant:1', knownLink: linkOf(first) })
    assert.equal(linkOf(second), linkOf(first))
    assert.lengthOf(telegram.entrances.links.of(chat), 1)
  })

  test('a link that was revoked, or that nobody knows, is replaced', async ({ assert }) => {
    const { telegram, keeper, chat, way } = await guardedGroup()
    const first = linkOf(await keeper.letIn(way, fresh))
    await keeper.putOut(way, { knownLink: first })
    const second = linkOf(await keeper.letIn(way, { key: 'grant:1', knownLink: first }))
    assert.notEqual(second, first)
    const third = await keeper.letIn(way, { key: 'k', knownLink: 'https://t.me/+unknown' })
    assert.notEqual(linkOf(third), second)
    assert.lengthOf(telegram.entrances.links.of(chat), 3)
  })

  test('an intruder with the same link is turned away, and the buyer comes in by it', async ({
    assert,
  }) => {
    const { telegram, keeper, fan, chat, way } = await guardedGroup()
    const intruder = telegram.person({ name: 'Ivan' })
    const link = linkOf(await keeper.letIn(way, fresh))
    assert.equal(intruder.opens(link), 'asked')
    const space = spaceOf(chat)
    await keeper.answerRequest({ space, platformId: String(intruder.id), admit: false })
    assert.isFalse(intruder.at(chat).isIn)
    assert.isFalse(intruder.at(chat).isAsking)
    fan.opens(link)
    await keeper.answerRequest({ space, platformId: way.platformId, admit: true })
    assert.isTrue(fan.at(chat).isIn)
  })

  test('an answer twice, and one to nobody, is an answer', async ({ assert }) => {
    const { keeper, fan, chat, way } = await guardedGroup()
    const request = { space: spaceOf(chat), platformId: way.platformId }
    const answered = { outcome: 'answered' }
    assert.deepEqual(await keeper.answerRequest({ ...request, admit: true }), answered)
    fan.opens(linkOf(await keeper.letIn(way, fresh)))
    assert.deepEqual(await keeper.answerRequest({ ...request, admit: true }), answered)
    assert.deepEqual(await keeper.answerRequest({ ...request, admit: true }), answered)
    assert.deepEqual(await keeper.answerRequest({ ...request, admit: false }), answered)
    assert.isTrue(fan.at(chat).isIn)
  })

  test('whom an administrator banned stays banned, until they take it back', async ({ assert }) => {
    const { keeper, owner, fan, chat, way } = await guardedGroup()
    owner.at(chat).bans(fan)
    const refused = await keeper.letIn(way, fresh)
    assert.containSubset(refused, { outcome: 'problem', problem: { kind: 'banned_there' } })
    assert.equal(chat.roll.standing(fan.id).status, 'kicked')
    assert.deepEqual(await keeper.putOut(way, { knownLink: null }), {
      outcome: 'out',
      already: true,
    })
    assert.equal(chat.roll.standing(fan.id).status, 'kicked', 'nor does removing lift it')
    owner.at(chat).unbans(fan)
    assert.equal((await keeper.letIn(way, fresh)).outcome, 'invited')
  })

  test('the muted are in, or out, as they are', async ({ assert }) => {
    const { keeper, owner, fan, chat, way } = await guardedGroup()
    owner.at(chat).adds(fan)
    owner.at(chat).mutes(fan)
    assert.deepEqual(await keeper.look(way), { outcome: 'in' })
    await keeper.putOut(way, { knownLink: null })
    owner.at(chat).mutes(fan)
    assert.deepEqual(await keeper.look(way), { outcome: 'out' })
  })

  test('somebody who is in too many chats is told so', async ({ assert }) => {
    const { telegram, keeper, fan, chat, way } = await guardedGroup()
    telegram.entrances.crowded.add(fan.id)
    fan.opens(linkOf(await keeper.letIn(way, fresh)))
    const request = { space: spaceOf(chat), platformId: way.platformId, admit: true }
    assert.containSubset(await keeper.answerRequest(request), {
      outcome: 'problem',
      problem: { kind: 'too_many_chats' },
    })
    telegram.entrances.crowded.clear()
    assert.equal((await keeper.answerRequest(request)).outcome, 'answered')
  })
})

test.group('Telegram doors: putting out', () => {
  test('a crash between ban and unban leaves nobody banned: the next try lifts it', async ({
    assert,
  }) => {
    const { telegram, keeper, owner, fan, chat, way } = await guardedGroup()
    owner.at(chat).adds(fan)
    telegram.faults.add({ methods: ['unbanChatMember'], times: 1, kind: { cut: 'before' } })
    const first = await keeper.putOut(way, { knownLink: null })
    assert.containSubset(first, { outcome: 'retry', afterMs: null })
    const standing = chat.roll.standing(fan.id)
    if (standing.status !== 'kicked') return assert.fail(standing.status)
    // Even when nobody comes back to it, it ends by itself.
    assert.closeTo(standing.until - Date.now() / 1_000, 600, 60)
    assert.deepEqual(await keeper.look(way), { outcome: 'out' })

    const second = await keeperOf(telegram).putOut(way, { knownLink: null })
    assert.deepEqual(second, { outcome: 'out', already: false })
    assert.equal(chat.roll.standing(fan.id).status, 'left')
    assert.lengthOf(telegram.callsOf('banChatMember'), 1)
  })

  test('who comes back while such a ban is there still, is unbanned first', async ({ assert }) => {
    const { telegram, keeper, owner, fan, chat, way } = await guardedGroup()
    owner.at(chat).adds(fan)
    telegram.faults.add({ methods: ['unbanChatMember'], times: 1, kind: { error: 500 } })
    await keeper.putOut(way, { knownLink: null })
    assert.equal(fan.opens(linkOf(await keeper.letIn(way, fresh))), 'asked')
  })

  test('a ban whose answer was lost is a ban all the same', async ({ assert }) => {
    const { telegram, keeper, owner, fan, chat, way } = await guardedGroup()
    owner.at(chat).adds(fan)
    telegram.faults.add({ methods: ['banChatMember'], times: 1, kind: { cut: 'after' } })
    assert.equal((await keeper.putOut(way, { knownLink: null })).outcome, 'retry')
    assert.equal((await keeper.putOut(way, { knownLink: null })).outcome, 'out')
    assert.equal(chat.roll.standing(fan.id).status, 'left')
  })

  test('a request that waits is turned away, and its link leads nowhere', async ({ assert }) => {
    const { keeper, fan, chat, way } = await guardedGroup()
    const link = linkOf(await keeper.letIn(way, fresh))
    fan.opens(link)
    assert.isTrue(fan.at(chat).isAsking)
    const out = await keeper.putOut(way, { knownLink: link })
    assert.deepEqual(out, { outcome: 'out', already: true })
    assert.isFalse(fan.at(chat).isAsking)
    assert.equal(fan.opens(link), 'expired')
  })

  test('who runs the chat is in, and cannot be put out', async ({ assert }) => {
    const { keeper, owner, fan, chat, way } = await guardedGroup()
    owner.at(chat).promotes(fan, { can_pin_messages: true })
    for (const person of [owner, fan]) {
      const passage = wayOf(chat, person)
      assert.deepEqual(await keeper.look(passage), { outcome: 'runs_the_space' })
      assert.deepEqual(await keeper.letIn(passage, fresh), { outcome: 'in', already: true })
      assert.containSubset(await keeper.putOut(passage, { knownLink: null }), {
        outcome: 'problem',
        problem: { kind: 'runs_the_space' },
      })
    }
    assert.isTrue(await keeper.runs(spaceOf(chat), String(owner.id)))
    assert.isFalse(await keeper.runs(spaceOf(chat), way.platformId), 'who may invite nobody')
    owner.at(chat).promotes(fan)
    assert.isTrue(await keeper.runs(spaceOf(chat), way.platformId))
  })

  test('nobody is listed', async ({ assert }) => {
    const { keeper, chat } = await guardedGroup()
    assert.deepEqual(await keeper.list(spaceOf(chat), null), { outcome: 'not_listed' })
  })
})

test.group('Telegram doors: what goes wrong', () => {
  test('each refusal is named by what is to be pressed', async ({ assert }) => {
    const { keeper, owner, fan, chat, way } = await guardedGroup()
    const request = { space: spaceOf(chat), platformId: way.platformId, admit: true }
    const problem = (found: unknown, expected: object) =>
      assert.containSubset(found, { outcome: 'problem', problem: expected })

    owner.at(chat).promotesBot({ can_restrict_members: true })
    problem(await keeper.letIn(way, fresh), {
      kind: 'missing_permission',
      permission: 'invite_users',
    })
    problem(await keeper.answerRequest(request), { permission: 'invite_users' })
    owner.at(chat).promotesBot({ can_invite_users: true })
    owner.at(chat).adds(fan)
    problem(await keeper.putOut(way, { knownLink: null }), {
      kind: 'missing_permission',
      permission: 'ban_users',
    })
    owner.at(chat).kicksBot()
    for (const tried of [
      await keeper.letIn(way, fresh),
      await keeper.putOut(way, { knownLink: null }),
      await keeper.look(way),
      await keeper.answerRequest(request),
      await keeper.post(spaceOf(chat), { text: 'Hi' }, { channelId: null, key: 'k' }),
      await keeper.runs(spaceOf(chat), way.platformId),
    ]) {
      problem(tried, { kind: 'not_there' })
    }
  })

  test('a channel whose administrator the bot is no more', async ({ assert }) => {
    const { keeper, owner, chat, way } = await guardedGroup('channel')
    owner.at(chat).demotesBot()
    assert.containSubset(await keeper.look(way), { problem: { kind: 'not_admin' } })
  })

  test('an id that is none of Telegram’s, and a chat that is not there', async ({ assert }) => {
    const { keeper, chat, way } = await guardedGroup()
    const stranger = { ...way, platformId: 'wumpus' }
    assert.containSubset(await keeper.letIn(stranger, fresh), {
      problem: { kind: 'no_such_account' },
    })
    const nowhere = { ...spaceOf(chat), id: '-100' }
    for (const id of ['-100', 'x', '']) {
      const look = await keeper.look({ ...way, door: { ...nowhere, id, roleId: null } })
      assert.containSubset(look, { problem: { kind: 'not_there' } })
    }
  })

  test('a short rate limit is waited out, a long one is told, and the chat is left alone', async ({
    assert,
  }) => {
    const { telegram, keeper, chat, way } = await guardedGroup()
    telegram.faults.add({ methods: ['getChatMember'], times: 1, kind: { rateLimit: 1 } })
    assert.deepEqual(await keeper.look(way), { outcome: 'out' })

    telegram.faults.add({ methods: ['createChatInviteLink'], kind: { rateLimit: 600 }, times: 1 })
    const limited = await keeper.letIn(way, fresh)
    assert.containSubset(limited, { outcome: 'retry', afterMs: 600_000 })
    const calls = telegram.calls.length
    const again = await keeper.letIn(way, fresh)
    if (again.outcome !== 'retry') return assert.fail(again.outcome)
    assert.isAbove(again.afterMs ?? 0, 590_000)
    assert.lengthOf(telegram.calls, calls)
    const other = telegram.group('Another', [])
    const look = await keeper.look({ ...way, door: { ...spaceOf(other), roleId: null } })
    assert.equal(look.outcome, 'out', 'other chats go on')
    assert.equal((await keeper.inspect(spaceOf(chat), [])).outcome, 'unavailable')
  })

  test('a Telegram that says nothing is not waited for', async ({ assert }) => {
    const { telegram, keeper, way } = await guardedGroup()
    telegram.faults.add({ methods: ['getChatMember'], times: 1, kind: { silence: true } })
    const begun = performance.now()
    assert.containSubset(await keeper.letIn(way, fresh), { outcome: 'retry', afterMs: null })
    assert.isBelow(performance.now() - begun, 5_000)
    assert.isEmpty(telegram.callsOf('createChatInviteLink'))
  })

  test('an outage, nonsense and words that nobody knows are tried again later', async ({
    assert,
  }) => {
    const { telegram, keeper, way } = await guardedGroup()
    for (const kind of [
      { cut: 'before' },
      { garbage: true },
      { error: 502 },
      { error: 401, description: 'Unauthorized' },
      { error: 400, description: 'Bad Request: SOMETHING_NEW' },
    ] as const) {
      telegram.faults.add({ methods: ['getChatMember'], times: 1, kind })
      const look = await keeper.look(way)
      assert.containSubset(look, { outcome: 'retry', afterMs: null })
      assert.notInclude(JSON.stringify(look), telegram.token)
    }
    assert.deepEqual(await keeper.look(way), { outcome: 'out' })
  })
})

test.group('Telegram doors: what is said in a chat', () => {
  test('words with a button that leads somewhere', async ({ assert }) => {
    const { keeper, chat } = await guardedGroup('channel')
    const button = { label: 'Look', url: 'https://example.com/c/x' }
    const said = { text: 'Tonight: a **new** episode', button }
    const posted = await keeper.post(spaceOf(chat), said, { channelId: null, key: 'a' })
    const [message] = chat.fromBot
    assert.deepEqual(posted, { outcome: 'posted', messageId: String(message?.message_id) })
    assert.equal(message?.text, 'Tonight: a new episode')
    assert.equal(message?.entities?.[0]?.type, 'bold')
    assert.deepEqual(message?.reply_markup?.inline_keyboard, [[{ text: 'Look', url: button.url }]])
  })

  for (const kind of ['group', 'channel'] as const) {
    test(`what was said in a ${kind} is taken back, for 48 hours`, async ({ assert }) => {
      const { keeper, chat } = await guardedGroup(kind)
      const space = spaceOf(chat)
      const say = async (key: string) => {
        const posted = await keeper.post(space, { text: key }, { channelId: null, key })
        if (posted.outcome !== 'posted') throw new Error(posted.outcome)
        return { messageId: posted.messageId, channelId: null }
      }
      const first = await say('a')
      const second = await say('b')
      assert.deepEqual(await keeper.takeBack?.(space, first), { outcome: 'taken_back' })
      assert.deepEqual(await keeper.takeBack?.(space, first), { outcome: 'taken_back' })
      assert.deepEqual(chat.botTexts, ['b'])
      const [message] = chat.fromBot
      if (!message) return assert.fail('It is gone')
      Object.assign(message, { date: message.date - 48 * 3_600 - 1 })
      assert.deepEqual(await keeper.takeBack?.(space, second), { outcome: 'too_late' })
      assert.deepEqual(chat.botTexts, ['b'])
    })
  }

  test('a channel where the bot may not post', async ({ assert }) => {
    const { keeper, owner, chat } = await guardedGroup('channel')
    owner.at(chat).promotesBot({ can_invite_users: true, can_restrict_members: true })
    const posted = await keeper.post(spaceOf(chat), { text: 'x' }, { channelId: null, key: 'a' })
    assert.containSubset(posted, {
      outcome: 'problem',
      problem: { kind: 'missing_permission', permission: 'post_messages' },
    })
    const report = await keeper.inspect(spaceOf(chat), [])
    assert.containSubset(report, {
      problems: [{ kind: 'missing_permission', permission: 'post_messages' }],
    })
  })
})

test.group('Telegram doors: a channel’s own subscription', () => {
  test('is charged by Telegram, and nobody puts its subscribers out by mistake', async ({
    assert,
  }) => {
    const { telegram, keeper, fan, chat, way } = await guardedGroup('channel')
    const made = await keeper.paidLink?.(spaceOf(chat), { key: 'tier:1', stars: 250 })
    if (made?.outcome !== 'link') return assert.fail(JSON.stringify(made))
    telegram.payments.purses.set(fan.id, 100)
    assert.equal(fan.opens(made.link), 'not_enough_stars')
    telegram.payments.purses.set(fan.id, 600)
    assert.equal(fan.opens(made.link), 'joined')
    assert.equal(telegram.payments.purses.get(fan.id), 350)
    const seen = await keeper.look(way)
    const until = seen.outcome === 'in' ? seen.paidThere?.until : undefined
    const inDays = ((until?.getTime() ?? 0) - Date.now()) / 86_400_000
    assert.approximately(inDays, 30, 0.01)
    const out = await keeper.putOut(way, { knownLink: null })
    assert.deepEqual(out, { outcome: 'out', already: true })
    assert.isTrue(fan.at(chat).isIn)
    fan.at(chat).subscriptionEnds()
    assert.deepEqual(await keeper.look(way), { outcome: 'out' })

    assert.equal(fan.opens(made.link), 'joined')
    assert.deepEqual(await keeper.shutOut?.(way), { outcome: 'done' })
    assert.deepEqual(await keeper.look(way), { outcome: 'out' })
    assert.equal(fan.opens(made.link), 'expired', 'who is banned is charged nothing')
    assert.deepEqual(await keeper.readmit?.(way), { outcome: 'done' })
    assert.deepEqual(await keeper.revokePaidLink?.(spaceOf(chat), made.link), { outcome: 'done' })
    assert.deepEqual(await keeper.revokePaidLink?.(spaceOf(chat), made.link), { outcome: 'done' })
    assert.equal(fan.opens(made.link), 'expired')
  })

  test('is there for channels alone, at a price that Telegram takes', async ({ assert }) => {
    const { keeper, chat } = await guardedGroup('group')
    const group = await keeper.paidLink?.(spaceOf(chat), { key: 'k', stars: 5 })
    assert.notEqual(group?.outcome, 'link')
    const { keeper: other, chat: channel } = await guardedGroup('channel')
    const dear = await other.paidLink?.(spaceOf(channel), { key: 'k', stars: 10_001 })
    assert.equal(dear?.outcome, 'retry')
  })
})

test.group('Telegram doors: how the bot is added', () => {
  test('by links that tick what it needs', async ({ assert }) => {
    const { telegram, keeper } = await gate()
    telegram.faults.add({ methods: ['getMe'], times: 1, kind: { error: 500 } })
    assert.isNull(await keeper.addLinks())
    assert.deepEqual(await keeper.addLinks(), [
      {
        kind: 'group',
        url: 'https://t.me/greenroom_test_bot?startgroup&admin=invite_users+restrict_members',
      },
      {
        kind: 'channel',
        url: 'https://t.me/greenroom_test_bot?startchannel&admin=invite_users+restrict_members+post_messages',
      },
    ])
  })
})
