import { getActiveTestOrFail, test } from '@japa/runner'
import { startTelegramEmulator } from '#tests/emulators/telegram/index'
import { MP3, OGG, PNG } from '#tests/support/sample_files'

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

test.group('the Telegram emulator keeps files as Telegram does', () => {
  async function sending() {
    const { telegram, fan, call } = await emulator()
    const send = async (method: string, field: string, bytes: Uint8Array, more = {}) => {
      const form = new FormData()
      const fields = { chat_id: String(fan.id), ...more }
      for (const [name, value] of Object.entries(fields)) form.set(name, String(value))
      form.set(field, new File([Buffer.from(bytes)], 'file.bin'))
      const url = `${telegram.apiRoot}/bot${telegram.token}/${method}`
      const response = await fetch(url, { method: 'POST', body: form })
      const { result, description } = (await response.json()) as Record<string, unknown>
      return { status: response.status, result: result as Record<string, unknown>, description }
    }
    return { telegram, fan, call, send }
  }

  test('what is no picture is no photo, and what is no Opus no voice message', async ({
    assert,
  }) => {
    const { send } = await sending()
    const refused = await send('sendPhoto', 'photo', MP3)
    assert.deepEqual(
      [refused.status, refused.description],
      [400, 'Bad Request: IMAGE_PROCESS_FAILED']
    )
    assert.property((await send('sendPhoto', 'photo', PNG)).result, 'photo')
    assert.property((await send('sendVoice', 'voice', OGG)).result, 'voice')
    assert.property((await send('sendVoice', 'voice', MP3)).result, 'document')
    assert.equal((await send('sendAudio', 'audio', new Uint8Array())).status, 400)
    const long = await send('sendVoice', 'voice', OGG, { caption: 'x'.repeat(1_025) })
    assert.include(String(long.description), 'caption is too long')
    const huge = await send('sendPhoto', 'photo', new Uint8Array(10 * 1024 * 1024 + 1))
    assert.equal(huge.status, 413)
  })

  test('a person may take no voice messages', async ({ assert }) => {
    const { fan, send } = await sending()
    fan.chat.forbidsVoice = true
    const { description } = await send('sendVoice', 'voice', OGG)
    assert.equal(description, 'Bad Request: VOICE_MESSAGES_FORBIDDEN')
  })

  test('a file is fetched in two steps, up to 20 MB, with the token alone', async ({ assert }) => {
    const { telegram, fan, call } = await sending()
    const { voice } = fan.sendsFile({ as: 'voice', bytes: OGG })
    const { result } = await call('getFile', { file_id: voice?.file_id })
    const { file_path: path } = result as { file_path: string }
    const at = (token: string) => fetch(`${telegram.apiRoot}/file/bot${token}/${path}`)
    assert.deepEqual(Buffer.from(await (await at(telegram.token)).arrayBuffer()), OGG)
    assert.equal((await at('1:x')).status, 401)
    assert.equal((await call('getFile', { file_id: 'nonsense' })).status, 400)

    const { document } = fan.sendsFile({ as: 'document', bytes: new Uint8Array(21 * 1024 * 1024) })
    const large = await call('getFile', { file_id: document?.file_id })
    assert.include(String(large.description), 'file is too big')
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
