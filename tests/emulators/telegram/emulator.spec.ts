import { getActiveTestOrFail, test } from '@japa/runner'
import { startTelegramEmulator } from '#tests/emulators/telegram/index'

async function emulator() {
  const telegram = await startTelegramEmulator()
  getActiveTestOrFail().cleanup(() => telegram.close())
  const fan = telegram.person()
  fan.says('hello')
  const call = async (
    method: string,
    params: Record<string, unknown> = {},
    token = telegram.token
  ) => {
    const response = await fetch(`${telegram.apiRoot}/bot${token}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(params),
    })
    const { result, description } = (await response.json()) as Record<string, unknown>
    return { status: response.status, result, description }
  }
  return { telegram, fan, call, chat: { chat_id: fan.id } }
}

test.group('the Telegram emulator refuses what Telegram refuses', () => {
  const entity = (type: string, offset: number, length: number) => [{ type, offset, length }]
  const button = (fields: object) => ({ inline_keyboard: [[{ text: 'x', ...fields }]] })

  for (const [name, method, params, status, words] of [
    ['an unknown method', 'sendNothing', {}, 404, 'method not found'],
    ['no text', 'sendMessage', { text: undefined }, 400, 'text is empty'],
    ['white space', 'sendMessage', { text: ' \n' }, 400, 'text is empty'],
    ['4097 characters', 'sendMessage', { text: 'x'.repeat(4097) }, 400, 'too long'],
    ['a text that is a number', 'sendMessage', { text: 5 }, 400, 'must be of type string'],
    ['a misspelt parameter', 'sendMessage', { text: 'x', reply_to: 5 }, 400, 'no parameter'],
    ['half a character', 'sendMessage', { text: '\ud83d' }, 400, 'UTF-8'],
    [
      'an entity outside',
      'sendMessage',
      { text: 'x', entities: entity('bold', 0, 2) },
      400,
      'outside',
    ],
    [
      'an unknown entity',
      'sendMessage',
      { text: 'x', entities: entity('big', 0, 1) },
      400,
      'unsupported',
    ],
    [
      'broken HTML',
      'sendMessage',
      { text: '<b>x', parse_mode: 'HTML' },
      400,
      "can't parse entities",
    ],
    ['an unknown chat', 'sendMessage', { chat_id: 1, text: 'x' }, 400, 'chat not found'],
    [
      '65 bytes of data',
      'sendMessage',
      { text: 'x', reply_markup: button({ callback_data: 'é'.repeat(33) }) },
      400,
      'BUTTON_DATA_INVALID',
    ],
    [
      'a link to localhost',
      'sendMessage',
      { text: 'x', reply_markup: button({ url: 'http://localhost' }) },
      400,
      'Wrong HTTP URL',
    ],
    [
      'a button without meaning',
      'sendMessage',
      { text: 'x', reply_markup: button({}) },
      400,
      'unallowed',
    ],
    [
      'a message that is not there',
      'editMessageText',
      { message_id: 99, text: 'x' },
      400,
      'to edit not found',
    ],
    [
      "someone else's message",
      'editMessageText',
      { message_id: 1, text: 'x' },
      400,
      "can't be edited",
    ],
    ['a draft without id', 'sendMessageDraft', { draft_id: 0, text: 'x' }, 400, 'DRAFT_ID_INVALID'],
    [
      'an unknown press',
      'answerCallbackQuery',
      { chat_id: undefined, callback_query_id: '1' },
      400,
      'too old',
    ],
    [
      'a bad command',
      'setMyCommands',
      { chat_id: undefined, commands: [{ command: 'Big', description: 'x' }] },
      400,
      'BOT_COMMAND_INVALID',
    ],
    [
      'a bad language',
      'getMyCommands',
      { chat_id: undefined, language_code: 'eng' },
      400,
      'LANG_CODE',
    ],
    [
      'a webhook by http',
      'setWebhook',
      { chat_id: undefined, url: 'http://example.com' },
      400,
      'HTTPS',
    ],
    [
      'a bad secret',
      'setWebhook',
      { chat_id: undefined, url: 'https://example.com', secret_token: 'ä' },
      400,
      'secret',
    ],
    ['a poll of 101', 'getUpdates', { chat_id: undefined, limit: 101 }, 400, 'limit'],
  ] as const) {
    test(name, async ({ assert }) => {
      const { call, chat } = await emulator()
      const answer = await call(method, { ...chat, ...params })
      assert.equal(answer.status, status)
      assert.include(String(answer.description), words)
    })
  }

  test('a wrong token', async ({ assert }) => {
    const { call } = await emulator()
    assert.equal((await call('getMe', {}, '1:x')).status, 401)
  })

  test('a draft in a group, and a private chat that nobody opened', async ({ assert }) => {
    const { telegram, call } = await emulator()
    const group = telegram.group('Fans')
    const draft = await call('sendMessageDraft', { chat_id: group.wire.id, draft_id: 1, text: 'x' })
    assert.equal(draft.status, 400)
    const stranger = await call('sendMessage', { chat_id: telegram.person().id, text: 'x' })
    assert.equal(stranger.status, 403)
  })

  test('an edit that changes nothing', async ({ assert }) => {
    const { call, chat, fan } = await emulator()
    await call('sendMessage', { ...chat, text: 'same' })
    const message = { ...chat, message_id: fan.chat.fromBot[0]?.message_id }
    const answer = await call('editMessageText', { ...message, text: 'same' })
    assert.include(String(answer.description), 'message is not modified')
  })
})

test.group('the Telegram emulator gives updates as Telegram does', () => {
  test('until they are confirmed by a higher offset', async ({ assert }) => {
    const { telegram, call, fan } = await emulator()
    fan.says('two')
    const first = await call('getUpdates')
    assert.lengthOf(first.result as unknown[], 2)
    const [update] = first.result as { update_id: number }[]
    const offset = (update?.update_id ?? 0) + 1
    assert.lengthOf((await call('getUpdates', { offset })).result as unknown[], 1)
    assert.equal(telegram.updates.pendingCount, 1)
  })

  test('to one poll at a time', async ({ assert }) => {
    const { telegram, call } = await emulator()
    await call('getUpdates', { offset: -1 })
    telegram.updates.addRaw({})
    await call('getUpdates', { offset: 2 ** 40 })
    const waiting = call('getUpdates', { timeout: 5 })
    await telegram.until('a poll', () => telegram.updates.isPolled)
    const second = call('getUpdates', { timeout: 0 })
    assert.equal((await waiting).status, 409)
    assert.equal((await second).status, 200)
  })

  test('of the kinds that were asked for', async ({ assert }) => {
    const { telegram, call, fan } = await emulator()
    await call('getUpdates', { allowed_updates: ['callback_query'] })
    const before = telegram.updates.pendingCount
    fan.says('unheard')
    assert.equal(telegram.updates.pendingCount, before)
  })

  test('to a poll or to a webhook, not to both', async ({ assert }) => {
    const { call } = await emulator()
    await call('setWebhook', { url: 'https://example.com/hook' })
    assert.equal((await call('getUpdates')).status, 409)
    await call('deleteWebhook')
    assert.equal((await call('getUpdates')).status, 200)
  })

  test('in a group those alone that concern the bot', async ({ assert }) => {
    const { telegram, fan } = await emulator()
    const group = telegram.group('Fans', [fan])
    const before = telegram.updates.pendingCount
    fan.says('among us', { in: group })
    assert.equal(telegram.updates.pendingCount, before)
    fan.says('@greenroom_test_bot hi', { in: group })
    fan.says('/help', { in: group })
    assert.equal(telegram.updates.pendingCount, before + 2)
  })
})
