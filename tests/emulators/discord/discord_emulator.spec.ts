import { test } from '@japa/runner'
import { isObject } from '#tests/emulators/discord/json'
import {
  PERMISSIONS,
  startDiscordEmulator,
  type DiscordEmulator,
} from '#tests/emulators/discord/index'

/** One raw call, as a program without a library would make it. */
async function call(
  discord: DiscordEmulator,
  method: string,
  path: string,
  body?: unknown,
  token = discord.token
) {
  const answer = await fetch(`${discord.apiRoot}/v10${path}`, {
    method,
    headers: { 'authorization': `Bot ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const json: unknown = answer.status === 204 ? null : await answer.json()
  return {
    status: answer.status,
    code: isObject(json) ? json.code : undefined,
    json,
    headers: answer.headers,
  }
}

const button = (customId: string) => ({ type: 2, style: 1, label: 'x', custom_id: customId })
const row = (...components: unknown[]) => ({ type: 1, components })

test.group('Discord emulator', (group) => {
  let discord: DiscordEmulator
  group.setup(async () => {
    discord = await startDiscordEmulator()
    return () => discord.close()
  })

  test('a wrong token is unauthorized', async ({ assert }) => {
    assert.equal((await call(discord, 'GET', '/users/@me', undefined, 'nope')).status, 401)
    assert.equal((await call(discord, 'GET', '/users/@me')).status, 200)
  })

  test('bad messages are refused')
    .with([
      { why: 'too long', body: { content: 'x'.repeat(2001) }, code: 50035 },
      { why: 'empty', body: { content: ' ' }, code: 50006 },
      {
        why: 'a long custom id',
        body: { components: [row(button('x'.repeat(101)))] },
        code: 50035,
      },
      {
        why: 'a custom id twice',
        body: { components: [row(button('a'), button('a'))] },
        code: 50035,
      },
      {
        why: 'six rows',
        body: { components: Array.from({ length: 6 }, (_, i) => row(button(`${i}`))) },
        code: 50035,
      },
      {
        why: 'six in a row',
        body: { components: [row(...'abcdef'.split('').map(button))] },
        code: 50035,
      },
      { why: 'a long title', body: { embeds: [{ title: 'x'.repeat(257) }] }, code: 50035 },
      {
        why: 'embeds too long together',
        body: { embeds: [4096, 2000].map((n) => ({ description: 'x'.repeat(n) })) },
        code: 50035,
      },
      {
        why: 'a local picture',
        body: { embeds: [{ image: { url: 'http://localhost/x.png' } }] },
        code: 50035,
      },
      { why: 'a long nonce', body: { content: 'x', nonce: 'x'.repeat(26) }, code: 50035 },
    ])
    .run(async ({ assert }, { body, code, why }) => {
      const channel = discord.channel(discord.guild())
      const refused = await call(discord, 'POST', `/channels/${channel.id}/messages`, body)
      assert.equal(refused.code, code, why)
      assert.equal(refused.status, 400)
    })

  test('closed doors have their own codes', async ({ assert }) => {
    const guild = discord.guild()
    const post = async (id: string) =>
      (await call(discord, 'POST', `/channels/${id}/messages`, { content: 'x' })).code
    assert.equal(await post('1'), 10003)
    assert.equal(await post(discord.channel(guild, { denied: PERMISSIONS.viewChannel }).id), 50001)
    assert.equal(await post(discord.channel(guild, { denied: PERMISSIONS.sendMessages }).id), 50013)
    const shy = discord.player('shy')
    shy.user.closedToBot = true
    assert.equal(await post(shy.dm.id), 50007)
    const open = discord.channel(guild)
    assert.equal(
      (await call(discord, 'PATCH', `/channels/${open.id}/messages/1`, { content: 'x' })).code,
      10008
    )
    const theirs = discord.player('ada').says(open, 'mine')
    const path = `/channels/${open.id}/messages/${theirs.id}`
    assert.equal((await call(discord, 'PATCH', path, { content: 'x' })).code, 50005)
  })

  test('a repeated nonce gives the same message', async ({ assert }) => {
    const channel = discord.channel(discord.guild())
    const body = { content: 'once', nonce: 'n1', enforce_nonce: true }
    await call(discord, 'POST', `/channels/${channel.id}/messages`, body)
    await call(discord, 'POST', `/channels/${channel.id}/messages`, body)
    assert.lengthOf(discord.saidIn(channel), 1)
  })

  test('bad commands are refused')
    .with([
      { why: 'capitals', command: { name: 'Talk', description: 'x' } },
      { why: 'no description', command: { name: 'talk', description: '' } },
      { why: 'a long description', command: { name: 'talk', description: 'x'.repeat(101) } },
      {
        why: 'required after optional',
        command: {
          name: 'talk',
          description: 'x',
          options: [
            { type: 3, name: 'a', description: 'x' },
            { type: 3, name: 'b', description: 'x', required: true },
          ],
        },
      },
      {
        why: 'too many choices',
        command: {
          name: 'talk',
          description: 'x',
          options: [
            {
              type: 3,
              name: 'a',
              description: 'x',
              choices: Array.from({ length: 26 }, (_, i) => ({ name: `${i}`, value: `${i}` })),
            },
          ],
        },
      },
    ])
    .run(async ({ assert }, { command, why }) => {
      const refused = await call(
        discord,
        'PUT',
        `/applications/${discord.applicationId}/commands`,
        [command]
      )
      assert.equal(refused.code, 50035, why)
    })

  test('an interaction is answered once, and soon', async ({ assert }) => {
    const command = { name: 'ping', description: 'x' }
    await call(discord, 'PUT', `/applications/${discord.applicationId}/commands`, [command])
    const fan = discord.player('ada')
    const use = fan.slash(fan.dm, 'ping')
    const path = `/interactions/${use.record.id}/${use.record.token}/callback`
    const pong = { type: 4, data: { content: 'pong' } }
    assert.equal((await call(discord, 'POST', path, { type: 6 })).code, 50035)
    assert.equal((await call(discord, 'POST', path, pong)).status, 204)
    assert.equal((await call(discord, 'POST', path, pong)).code, 40060)

    const late = fan.slash(fan.dm, 'ping')
    late.record.createdAt -= 3_001
    const latePath = `/interactions/${late.record.id}/${late.record.token}/callback`
    assert.equal((await call(discord, 'POST', latePath, pong)).code, 10062)
    const hook = `/webhooks/${discord.applicationId}/${late.record.token}`
    assert.equal((await call(discord, 'POST', hook, { content: 'x' })).code, 10015)
  })

  test('webhooks may not call themselves Discord', async ({ assert }) => {
    const channel = discord.channel(discord.guild())
    const make = (name: string) =>
      call(discord, 'POST', `/channels/${channel.id}/webhooks`, { name })
    assert.equal((await make('discord fan')).code, 50035)
    assert.equal((await make('Greenroom')).status, 200)
  })

  test('a scripted limit says how long', async ({ assert }) => {
    discord.limit(/users/, 1.5)
    const limited = await call(discord, 'GET', '/users/@me')
    assert.equal(limited.status, 429)
    assert.equal(limited.headers.get('retry-after'), '1.5')
    assert.equal((await call(discord, 'GET', '/users/@me')).status, 200)
  })

  test('files: their names, sizes and alternative texts', async ({ assert }) => {
    const { dm } = discord.player('ada')
    const send = async (bytes: number, attachments: unknown, part = 'files[0]') => {
      const form = new FormData()
      form.set('payload_json', JSON.stringify({ attachments }))
      form.set(part, new File([new Uint8Array(bytes)], 'a.png', { type: 'image/png' }))
      const answer = await fetch(`${discord.apiRoot}/v10/channels/${dm.id}/messages`, {
        method: 'POST',
        headers: { authorization: `Bot ${discord.token}` },
        body: form,
      })
      const json: unknown = await answer.json()
      return { status: answer.status, code: isObject(json) ? json.code : undefined }
    }
    const words = (count: number) => [{ id: '0', description: 'x'.repeat(count) }]
    assert.equal((await send(3, words(1_024))).status, 200)
    assert.equal((await send(3, words(1_025))).code, 50035)
    assert.equal((await send(3, [{ id: '1', description: 'x' }])).code, 50035)
    assert.equal((await send(3, [], 'file')).code, 50035)
    assert.deepEqual(await send(10 * 1024 * 1024 + 1, []), { status: 413, code: 40005 })
    const [message] = dm.messages.values()
    assert.containSubset(message?.attachments, [{ filename: 'a.png', contentType: 'image/png' }])
  })

  test('attachments are served where they are signed, and hidden like words', async ({
    assert,
  }) => {
    const channel = discord.channel(discord.guild())
    const fan = discord.player('ada')
    const files = [{ filename: 'cat.png', bytes: new Uint8Array([1, 2, 3]) }]
    const hidden = fan.says(channel, 'look', { files })
    assert.isEmpty(discord.messages.seenByBot(hidden).attachments)
    const direct = discord.messages.seenByBot(fan.says(fan.dm, '', { files }))
    const [attachment] = Array.isArray(direct.attachments) ? direct.attachments : []
    const url = isObject(attachment) ? String(attachment.url) : ''
    assert.equal((await (await fetch(url)).arrayBuffer()).byteLength, 3)
    assert.equal((await fetch(url.replace(/\?.*/, ''))).status, 404)
  })

  test('words among others are hidden from the bot', async ({ assert }) => {
    const channel = discord.channel(discord.guild())
    const fan = discord.player('ada')
    const hidden = fan.says(channel, 'secret')
    const mention = fan.says(channel, 'for you', { mention: true })
    assert.equal(discord.messages.seenByBot(hidden).content, '')
    assert.include(String(discord.messages.seenByBot(mention).content), 'for you')
    assert.equal(discord.messages.seenByBot(fan.says(fan.dm, 'direct')).content, 'direct')
  })
})
