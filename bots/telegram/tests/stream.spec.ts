import { test } from '@japa/runner'
import { defineCommand, type Converse } from '#app/bot_kit/command'
import { scriptedStream, stage, type ScriptedStream } from '#bots/telegram/tests/stage'

const answering =
  (stream: ScriptedStream): Converse =>
  async () => [stream.node]

/** `/stop`, as the program has it. */
const stop = defineCommand({
  name: 'stop',
  description: 'bot.help.description',
  options: {},
  guards: [],
  visibility: 'public',
  outOfBand: true,
  async run(ctx) {
    await ctx.stopRunningTurn()
    return []
  },
})

test.group('Telegram: an answer that grows, in a private chat', () => {
  test('shows drafts and ends as one message', async ({ assert }) => {
    const stream = scriptedStream('Luna')
    const { telegram } = await stage({ converse: answering(stream) })
    const fan = telegram.person()
    fan.says('Hello')
    stream.say('Once **upon** ')
    await telegram.until('a draft', () => fan.chat.drafts.at(-1)?.text === 'Once upon')
    stream.say('a time')
    await telegram.until(
      'a longer draft',
      () => fan.chat.drafts.at(-1)?.text === 'Once upon a time'
    )
    assert.lengthOf(fan.chat.fromBot, 0)
    stream.end()
    const message = await fan.hears('Once upon a time')
    const settled = await stream.settled
    assert.deepEqual(settled, {
      outcome: 'delivered',
      text: 'Once **upon** a time',
      messageIds: [String(message.message_id)],
    })
    assert.deepEqual(message.entities, [{ type: 'bold', offset: 5, length: 4 }])
    assert.lengthOf(fan.chat.fromBot, 1)
    assert.lengthOf(new Set(fan.chat.drafts.map((draft) => draft.draftId)), 1)
  })

  test('a quick answer is one message and no draft', async ({ assert }) => {
    const stream = scriptedStream()
    const { telegram } = await stage({
      converse: answering(stream),
      settings: { firstDraftMs: 5_000, typingDelayMs: 5_000 },
    })
    const fan = telegram.person()
    for (const chunk of ['One ', 'two ', 'three']) stream.say(chunk)
    stream.end()
    fan.says('Hello')
    await fan.hears('One two three')
    assert.lengthOf(fan.chat.drafts, 0)
    assert.lengthOf(fan.chat.actions, 0)
  })

  test('says that it types until there is something to show', async ({ assert }) => {
    const stream = scriptedStream()
    const { telegram } = await stage({ converse: answering(stream) })
    const fan = telegram.person()
    fan.says('Hello')
    await telegram.until('typing', () => fan.chat.actions.includes('typing'))
    stream.say('Here')
    stream.end()
    await fan.hears('Here')
    assert.equal((await stream.settled).outcome, 'delivered')
  })

  test('a draft that does not change is repeated before it fades', async ({ assert }) => {
    const stream = scriptedStream()
    const { telegram } = await stage({
      converse: answering(stream),
      settings: { draftRefreshMs: 50 },
    })
    const fan = telegram.person()
    fan.says('Hello')
    stream.say('Hm')
    await telegram.until('the same draft thrice', () => fan.chat.drafts.length >= 3)
    assert.deepEqual([...new Set(fan.chat.drafts.map((draft) => draft.text))], ['Hm'])
    stream.end()
    await stream.settled
  })

  test('is long: several messages, cut between paragraphs, with its code blocks whole', async ({
    assert,
  }) => {
    const stream = scriptedStream()
    const { telegram } = await stage({ converse: answering(stream) })
    const fan = telegram.person()
    fan.says('Tell me all')
    const paragraph = `${'word '.repeat(300).trim()}.`
    const code = `\`\`\`js\n${'let a = 1\n'.repeat(600)}\`\`\``
    const source = [paragraph, paragraph, paragraph, code, 'The end'].join('\n\n')
    for (let at = 0; at < source.length; at += 400) stream.say(source.slice(at, at + 400))
    stream.end()
    const settled = await stream.settled
    assert.equal(settled.outcome, 'delivered')
    assert.equal(settled.outcome === 'delivered' && settled.text, source)
    const messages = fan.chat.fromBot
    assert.isAbove(messages.length, 3)
    assert.deepEqual(
      settled.outcome === 'delivered' && settled.messageIds,
      messages.map((message) => String(message.message_id))
    )
    assert.equal(messages[0]?.text, `${paragraph}\n\n${paragraph}`)
    const lines = messages.flatMap((message) => (message.text ?? '').split('\n'))
    assert.lengthOf(
      lines.filter((line) => line === 'let a = 1'),
      600
    )
    assert.isFalse(lines.some((line) => line.includes('`')))
    assert.isAbove(messages.filter((m) => m.entities?.some((e) => e.type === 'pre')).length, 1)
    assert.isTrue(messages.at(-1)?.text?.endsWith('The end'))
  })

  test('is stopped half-way: what was shown stays, and no more', async ({ assert }) => {
    const stream = scriptedStream()
    const { telegram } = await stage({ converse: answering(stream), commands: [stop] })
    const fan = telegram.person()
    fan.says('Hello')
    stream.say('Shown.')
    await telegram.until('a draft', () => fan.chat.drafts.at(-1)?.text === 'Shown.')
    fan.says('/stop')
    const settled = await stream.settled
    stream.say(' Never shown.')
    const message = await fan.hears('Shown.')
    assert.deepEqual(settled, {
      outcome: 'stopped',
      text: 'Shown.',
      messageIds: [String(message.message_id)],
    })
    assert.deepEqual(fan.chat.botTexts, ['Shown.'])
  })

  test('is stopped with more made than shown: what was not shown is not said', async ({
    assert,
  }) => {
    const stream = scriptedStream()
    const { telegram } = await stage({
      converse: answering(stream),
      commands: [stop],
      settings: { draftIntervalMs: 60_000 },
    })
    const fan = telegram.person()
    fan.says('Hello')
    stream.say('Shown.')
    await telegram.until('a draft', () => fan.chat.drafts.at(-1)?.text === 'Shown.')
    stream.say(' Made.')
    fan.says('/stop')
    const settled = await stream.settled
    assert.equal(settled.outcome === 'stopped' && settled.text, 'Shown.')
    assert.deepEqual(fan.chat.botTexts, ['Shown.'])
  })

  test('is stopped before the first word: nothing is said', async ({ assert }) => {
    const stream = scriptedStream()
    const { telegram } = await stage({ converse: answering(stream), commands: [stop] })
    const fan = telegram.person()
    fan.says('Hello')
    await telegram.until('typing', () => fan.chat.actions.includes('typing'))
    fan.says('/stop')
    assert.deepEqual(await stream.settled, { outcome: 'stopped', text: '', messageIds: [] })
    assert.deepEqual(fan.chat.botTexts, [])
  })

  test('breaks half-way: nothing stays', async ({ assert }) => {
    const stream = scriptedStream(undefined, [{ kind: 'text', text: 'Sorry', tone: 'error' }])
    const { telegram } = await stage({ converse: answering(stream) })
    const fan = telegram.person()
    fan.says('Hello')
    stream.say('x '.repeat(2_500))
    await telegram.until(
      'a full message',
      () => fan.chat.fromBot.length === 1 && fan.chat.drafts.length > 0
    )
    stream.fail(new Error('model died'))
    const settled = await stream.settled
    assert.equal(settled.outcome, 'failed')
    await fan.hears('Sorry')
    assert.deepEqual(fan.chat.botTexts, ['⚠️ Sorry'])
  })

  test('is empty: nothing is said', async ({ assert }) => {
    const stream = scriptedStream()
    const { telegram } = await stage({ converse: answering(stream) })
    const fan = telegram.person()
    stream.say('  \n')
    stream.end()
    fan.says('Hello')
    assert.deepEqual(await stream.settled, { outcome: 'delivered', text: '  \n', messageIds: [] })
    assert.deepEqual(fan.chat.botTexts, [])
  })

  test('drafts that Telegram refuses cost nothing', async ({ assert }) => {
    const stream = scriptedStream()
    const { telegram } = await stage({ converse: answering(stream) })
    telegram.faults.add({
      methods: ['sendMessageDraft'],
      kind: { error: 400, description: 'Bad Request: METHOD_UNAVAILABLE' },
    })
    const fan = telegram.person()
    fan.says('Hello')
    stream.say('Half ')
    await telegram.until('a try', () => telegram.callsOf('sendMessageDraft').length === 1)
    stream.say('and half')
    stream.end()
    await fan.hears('Half and half')
    assert.lengthOf(telegram.callsOf('sendMessageDraft'), 1)
  })

  test('a rate limit on drafts is obeyed', async ({ assert }) => {
    const stream = scriptedStream()
    const { telegram } = await stage({ converse: answering(stream) })
    telegram.faults.add({ methods: ['sendMessageDraft'], times: 1, kind: { rateLimit: 1 } })
    const fan = telegram.person()
    fan.says('Hello')
    stream.say('Slowly')
    await telegram.until('a draft', () => fan.chat.drafts.length === 1)
    const [refused, taken] = telegram.callsOf('sendMessageDraft')
    assert.equal(refused?.status, 429)
    assert.isAtLeast((taken?.at ?? 0) - (refused?.at ?? 0), 990)
    stream.end()
    await fan.hears('Slowly')
  })
})

test.group('Telegram: an answer that grows, in a group', () => {
  test('is one message that is edited, under the name of who speaks', async ({ assert }) => {
    const stream = scriptedStream('Luna')
    const { telegram } = await stage({ converse: answering(stream) })
    const fan = telegram.person()
    const group = telegram.group('Fans', [fan])
    const question = fan.says('@greenroom_test_bot tell us', { in: group })
    stream.say('Once ')
    const first = await fan.hears('Once', group)
    assert.equal(first.reply_to_message?.message_id, question.message_id)
    stream.say('upon a time')
    await telegram.until('an edit', () => group.edits.get(first.message_id))
    stream.end()
    const settled = await stream.settled
    assert.deepEqual(settled, {
      outcome: 'delivered',
      text: 'Once upon a time',
      messageIds: [String(first.message_id)],
    })
    assert.deepEqual(group.botTexts, ['Luna\nOnce upon a time'])
    assert.lengthOf(telegram.callsOf('sendMessageDraft'), 0)
  })

  test('an edit is throttled as the settings say', async ({ assert }) => {
    const stream = scriptedStream()
    const { telegram } = await stage({
      converse: answering(stream),
      settings: { editIntervalMs: 300 },
    })
    const fan = telegram.person()
    const group = telegram.group('Fans', [fan])
    fan.says('@greenroom_test_bot tell us', { in: group })
    stream.say('0')
    await fan.hears('0', group)
    for (let n = 1; n <= 5; n++) stream.say(String(n))
    await fan.hears('012345', group)
    const edits = telegram.callsOf('editMessageText')
    const [sent] = telegram.callsOf('sendMessage')
    assert.lengthOf(edits, 1)
    assert.isAtLeast((edits[0]?.at ?? 0) - (sent?.at ?? 0), 290)
    stream.end()
    await stream.settled
  })

  test('breaks half-way: the message is taken back', async ({ assert }) => {
    const stream = scriptedStream()
    const { telegram } = await stage({ converse: answering(stream) })
    const fan = telegram.person()
    const group = telegram.group('Fans', [fan])
    fan.says('@greenroom_test_bot tell us', { in: group })
    stream.say('Half')
    await fan.hears('Half', group)
    stream.fail(new Error('model died'))
    const settled = await stream.settled
    assert.equal(settled.outcome === 'failed' && settled.text, 'Half')
    assert.deepEqual(group.botTexts, [])
  })

  test('breaks half-way and cannot be taken back: it says that it is broken', async ({
    assert,
  }) => {
    const stream = scriptedStream()
    const { telegram } = await stage({ converse: answering(stream) })
    telegram.faults.add({
      methods: ['deleteMessage'],
      kind: { error: 400, description: "Bad Request: message can't be deleted" },
    })
    const fan = telegram.person()
    const group = telegram.group('Fans', [fan])
    fan.says('@greenroom_test_bot tell us', { in: group })
    stream.say('Half')
    await fan.hears('Half', group)
    stream.fail(new Error('model died'))
    await fan.hears('broke off', group)
    assert.equal((await stream.settled).outcome, 'failed')
  })

  test('the growing message is deleted by an admin: the answer is said anew', async ({
    assert,
  }) => {
    const stream = scriptedStream()
    const { telegram } = await stage({ converse: answering(stream) })
    const fan = telegram.person()
    const group = telegram.group('Fans', [fan])
    fan.says('@greenroom_test_bot tell us', { in: group })
    stream.say('Half')
    group.remove((await fan.hears('Half', group)).message_id)
    stream.say(' and half')
    stream.end()
    await fan.hears('Half and half', group)
    assert.equal((await stream.settled).outcome, 'delivered')
  })

  test('in a topic it stays in the topic', async ({ assert }) => {
    const stream = scriptedStream()
    const { telegram } = await stage({ converse: answering(stream) })
    const fan = telegram.person()
    const group = telegram.group('Fans', [fan], { forum: true })
    const topic = group.add({ from: fan.wire, forum_topic_created: { name: 'Stories' } })
    fan.says('@greenroom_test_bot tell us', { in: group, topic: topic.message_id })
    stream.say('Here')
    stream.end()
    const message = await fan.hears('Here', group)
    assert.equal(message.message_thread_id, topic.message_id)
  })
})
