import { test } from '@japa/runner'
import { defineCommand, type Converse } from '#app/bot_kit/command'
import { echo, showing, stage } from '#bots/telegram/tests/stage'

/** Says back what it was told, and what that replied to. */
const parrot: Converse = async (ctx, text) => [
  { kind: 'text', text: `Heard: ${text}${ctx.place.replyTo ? ' (a reply)' : ''}` },
]

const start = defineCommand({
  ...echo,
  name: 'start',
  run: async ({ options }) => [{ kind: 'text', text: `Started with ${options.text ?? 'nothing'}` }],
})

test.group('Telegram: what reaches the program', () => {
  test('a deep link: /start with its payload', async ({ assert }) => {
    const { telegram } = await stage({ commands: [start] })
    const fan = telegram.person()
    fan.says('/start talk_luna')
    await fan.hears('Started with talk_luna')
    fan.says('/START')
    await fan.hears('Started with nothing')
    assert.lengthOf(fan.chat.botTexts, 2)
  })

  test('plain words in a private chat, in any script', async ({ assert }) => {
    const { telegram } = await stage({ converse: parrot })
    const fan = telegram.person({ name: '🌙 ليلى' })
    for (const words of [
      'مرحبا بالعالم',
      '👩‍👩‍👧‍👦🏳️‍🌈',
      'שלום *עולם*',
      '<b>&amp;</b> [x](y)',
      '\u202eabc',
    ]) {
      fan.says(words)
      await telegram.until(words, () =>
        fan.chat.botTexts.some((text) => text === `Heard: ${words.replace(/\*/g, '')}`)
      )
    }
    assert.lengthOf(fan.chat.botTexts, 5)
  })

  test('one conversation is answered in order', async ({ assert }) => {
    const { telegram } = await stage({ converse: parrot })
    const fan = telegram.person()
    for (const word of ['one', 'two', 'three', 'four', 'five']) fan.says(word)
    await telegram.until('five answers', () => fan.chat.botTexts.length === 5)
    assert.deepEqual(
      fan.chat.botTexts,
      ['one', 'two', 'three', 'four', 'five'].map((w) => `Heard: ${w}`)
    )
  })

  test('a message of 100 KB: each part is answered, and a whole one is refused', async ({
    assert,
  }) => {
    const { telegram } = await stage({ converse: parrot })
    const fan = telegram.person()
    const last = fan.says('x'.repeat(100_000))
    const parts = Math.ceil(100_000 / 4096)
    await telegram.until('an answer to each part', () => fan.chat.botTexts.length === parts)
    assert.isTrue(fan.chat.botTexts.every((text) => /^Heard: x+$|still waiting|4,096/.test(text)))
    // The apps cut a long text; a tampered client may not.
    telegram.updates.add('message', { ...last, message_id: 900, text: 'y'.repeat(100_000) })
    await fan.hears('100,000')
  })

  test('what the bot cannot read is said so', async ({ assert }) => {
    const { telegram } = await stage({ converse: parrot })
    const fan = telegram.person()
    fan.sends({
      sticker: { file_id: 'x', file_unique_id: 'x', width: 1, height: 1, type: 'regular' },
    })
    fan.sends({
      document: { file_id: 'y', file_unique_id: 'y', file_name: 'a.exe' },
      caption: 'run it',
    })
    await telegram.until('two refusals', () => fan.chat.botTexts.length === 2)
    assert.isTrue(fan.chat.botTexts.every((text) => text.includes('nothing I can do with this')))
  })

  test('notes of Telegram itself are not answered', async ({ assert }) => {
    const { telegram } = await stage({ converse: parrot })
    const fan = telegram.person()
    fan.sends({ pinned_message: { message_id: 1, date: 0, chat: fan.chat.wire } })
    fan.sends({ message_auto_delete_timer_changed: { message_auto_delete_time: 86_400 } })
    fan.says('and now')
    await fan.hears('Heard: and now')
    assert.lengthOf(fan.chat.botTexts, 1)
  })

  test('malformed updates are skipped', async ({ assert }) => {
    const { telegram, frontend } = await stage({ converse: parrot })
    const fan = telegram.person()
    const message = fan.says('before')
    await fan.hears('Heard: before')
    telegram.updates.addRaw({})
    telegram.updates.addRaw({ message: null })
    telegram.updates.addRaw({ message: 'what' })
    telegram.updates.addRaw({ message: { message_id: 5 } })
    telegram.updates.addRaw({ message: { ...message, message_id: 6, from: undefined } })
    telegram.updates.addRaw({ message: { ...message, message_id: 7, text: 42 } })
    telegram.updates.addRaw({ message: { ...message, message_id: 8, entities: 'bold' } })
    telegram.updates.addRaw({ message: { ...message, message_id: '9' } })
    telegram.updates.addRaw({ callback_query: { id: 5 } })
    telegram.updates.addRaw({ callback_query: { id: 'a', from: fan.wire, data: 'x' } })
    telegram.updates.addRaw({ poll_answer: {} })
    fan.says('after')
    await fan.hears('Heard: after')
    assert.equal(frontend.status(), 'ready')
    assert.isEmpty(fan.chat.botTexts.filter((text) => !/before|after/.test(text)))
  })

  test('an update that comes twice is answered once', async ({ assert }) => {
    const { telegram } = await stage({ converse: parrot })
    const fan = telegram.person()
    const message = fan.says('once')
    await fan.hears('Heard: once')
    telegram.updates.redeliver({ update_id: 1, message })
    telegram.updates.addRaw({ message })
    fan.says('next')
    await fan.hears('Heard: next')
    assert.deepEqual(fan.chat.botTexts, ['Heard: once', 'Heard: next'])
  })

  test('a restart answers what came meanwhile, once', async ({ assert }) => {
    const world = await stage({ converse: parrot })
    const fan = world.telegram.person()
    fan.says('before')
    await fan.hears('Heard: before')
    await world.frontend.stop()
    fan.says('meanwhile')
    await world.restart()
    await fan.hears('Heard: meanwhile')
    assert.deepEqual(fan.chat.botTexts, ['Heard: before', 'Heard: meanwhile'])
  })
})

test.group('Telegram: groups', () => {
  test('commands, mentions and replies are meant for the bot, other talk is not', async ({
    assert,
  }) => {
    const { telegram } = await stage({ converse: parrot, commands: [echo] })
    const ana = telegram.person()
    const group = telegram.group('Fans', [ana])
    ana.says('just talking', { in: group })
    ana.says('/weather', { in: group })
    ana.says('/echo@other_bot hi', { in: group })
    ana.says('/echo plain', { in: group })
    await ana.hears('Echo: plain', group)
    ana.says('/echo@Greenroom_Test_Bot named', { in: group })
    await ana.hears('Echo: named', group)
    ana.says('@Greenroom_test_bot, how are you?', { in: group })
    const heard = await ana.hears('Heard: how are you?', group)
    ana.says('and now?', { in: group, replyTo: heard })
    await ana.hears('Heard: and now? (a reply)', group)
    assert.lengthOf(group.botTexts, 4)
    assert.isTrue(group.fromBot.every((message) => message.reply_to_message !== undefined))
  })

  test('two people of a group are answered side by side', async ({ assert }) => {
    const gates = new Map<string, () => void>()
    const { telegram } = await stage({
      converse: async (ctx, text) => {
        if (text === 'slow') {
          await new Promise<void>((resolve) => {
            gates.set(ctx.account.id, resolve)
            telegram.world.changed()
            ctx.signal.addEventListener('abort', () => resolve())
          })
        }
        return [{ kind: 'text', text: `Done: ${text}` }]
      },
    })
    const [ana, bo] = [telegram.person(), telegram.person({ name: 'Bo' })]
    const group = telegram.group('Fans', [ana, bo])
    ana.says('@greenroom_test_bot slow', { in: group })
    bo.says('@greenroom_test_bot quick', { in: group })
    await bo.hears('Done: quick', group)
    await telegram.until('the slow turn', () => gates.size === 1)
    for (const open of gates.values()) open()
    await ana.hears('Done: slow', group)
    assert.lengthOf(group.botTexts, 2)
  })

  test('other bots, anonymous admins and channels are not answered', async ({ assert }) => {
    const { telegram } = await stage({ converse: parrot, commands: [echo] })
    const ana = telegram.person()
    const group = telegram.group('Fans', [ana])
    const message = ana.sends({ text: 'x' }, { in: group })
    const command = { text: '/echo x', entities: [{ type: 'bot_command', offset: 0, length: 5 }] }
    const bot = { id: 1087968824, is_bot: true, first_name: 'Group' }
    telegram.updates.add('message', { ...message, ...command, message_id: 70, from: bot })
    telegram.updates.add('message', {
      ...message,
      ...command,
      message_id: 71,
      chat: { id: group.wire.id, type: 'channel', title: 'News' },
    })
    ana.says('/echo done', { in: group })
    await ana.hears('Echo: done', group)
    assert.lengthOf(group.botTexts, 1)
  })

  test('a private answer goes to the private chat', async ({ assert }) => {
    const { telegram } = await stage({
      commands: [showing([{ kind: 'card', title: 'Your wallet' }], 'private'), echo],
    })
    const ana = telegram.person()
    ana.says('/echo hi')
    await ana.hears('Echo: hi')
    const group = telegram.group('Fans', [ana])
    ana.says('/show', { in: group })
    await ana.hears('Your wallet')
    assert.deepEqual(group.botTexts, [])
  })

  test('a private answer to someone who never wrote to the bot: an invitation to do so', async ({
    assert,
  }) => {
    const { telegram } = await stage({
      commands: [showing([{ kind: 'card', title: 'Your wallet' }], 'private')],
    })
    const ana = telegram.person()
    const group = telegram.group('Fans', [ana])
    ana.says('/show', { in: group })
    const invitation = await ana.hears('private chat', group)
    assert.equal(
      invitation.reply_markup?.inline_keyboard?.[0]?.[0]?.url,
      'https://t.me/greenroom_test_bot'
    )
    assert.isFalse(group.botTexts.some((text) => text.includes('wallet')))
  })

  test('what went wrong is said in the group', async ({ assert }) => {
    const { telegram } = await stage({ converse: parrot })
    const ana = telegram.person()
    const group = telegram.group('Fans', [ana])
    ana.says('@greenroom_test_bot', { in: group })
    await ana.hears('That message was empty', group)
    assert.lengthOf(group.botTexts, 1)
  })
})
