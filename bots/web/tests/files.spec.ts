import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import limiter from '@adonisjs/limiter/services/main'
import { FileGone, FileTooLarge, type Inbound } from '#app/bot_kit/inbound'
import { keptFiles } from '#bots/web/kept_files'
import { WEB_LIMITS } from '#bots/web/limits'
import { TestVisitor } from '#bots/web/tests/support/visitor'
import { Turns } from '#bots/web/turns'
import { OGG, PNG } from '#tests/support/sample_files'
import { until } from '#tests/support/until'

const cat = { name: 'cat.png', mediaType: 'image/png', content: PNG }

/** Turns whose kit is the test's: what it is told is gathered. */
async function turnsWithEars() {
  const { context } = await app.container.make('bots')
  const heard: Inbound[] = []
  const runtime = {
    ...context.runtime,
    handle: async (inbound: Inbound) => void heard.push(inbound),
  }
  const turns = new Turns({ ...context, runtime }, await app.container.make('identity'))
  const visitor = { id: randomUUID(), epoch: 0, known: false }
  const sends = async (content: Uint8Array, claimed = content.length) => {
    const id = randomUUID()
    await keptFiles.add(visitor.id, { id, name: 'voice.webm', mediaType: 'audio/webm', content })
    const about = {
      kind: 'voice',
      name: 'voice.webm',
      mediaType: 'audio/webm',
      seconds: 3,
    } as const
    const file = { ...about, size: claimed }
    await turns.take(visitor, { kind: 'file', id, text: 'Listen', file }, 'en')
    await until(() => heard.length > 0)
    return { id, event: heard[0]?.event }
  }
  return { visitor, sends }
}

const signal = new AbortController().signal

test.group('Files on the web', (group) => {
  group.each.setup(() => limiter.clear())
  group.each.teardown(() => TestVisitor.allLeave())

  test('a picture is shown in the conversation, and has an answer', async ({ assert }) => {
    const visitor = await TestVisitor.arrives()
    const sent = await visitor.uploads(cat, { text: 'My cat' })
    assert.equal(sent.status, 202)
    await until(() => visitor.events.some(({ kind }) => kind === 'idle'))
    const [mine, answer] = visitor.shown
    assert.containSubset(mine, {
      kind: 'mine',
      text: 'My cat',
      file: { kind: 'image', name: 'cat.png', size: `${PNG.length} B` },
    })
    assert.isDefined(answer)

    const url = mine?.kind === 'mine' ? (mine.file?.url ?? '') : ''
    const shown = await visitor.get(url)
    assert.equal(shown.headers.get('content-type'), 'image/png')
    assert.match(shown.headers.get('content-disposition') ?? '', /^inline;/)
    assert.equal(shown.headers.get('x-content-type-options'), 'nosniff')
    assert.deepEqual(Buffer.from(await shown.arrayBuffer()), PNG)
    const other = await TestVisitor.arrives()
    assert.equal((await other.get(url)).status, 404)
  })

  test('sent twice is in the conversation once', async ({ assert }) => {
    const visitor = await TestVisitor.arrives()
    const id = randomUUID()
    const statuses = [await visitor.uploads(cat, { id }), await visitor.uploads(cat, { id })]
    assert.deepEqual(
      statuses.map(({ status }) => status),
      [202, 202]
    )
    await until(() => visitor.events.filter(({ kind }) => kind === 'idle').length === 2)
    assert.lengthOf(
      visitor.shown.filter(({ kind }) => kind === 'mine'),
      1
    )
  })

  test('a page in a picture does not run: what is no picture is downloaded', async ({ assert }) => {
    const visitor = await TestVisitor.arrives()
    const content = new TextEncoder().encode('<script>alert(1)</script>')
    for (const mediaType of ['text/html', 'image/svg+xml']) {
      const id = randomUUID()
      await visitor.uploads({ name: 'page', mediaType, content }, { id })
      const shown = await visitor.get(`/chat/files/${id}`)
      assert.equal(shown.headers.get('content-type'), 'application/octet-stream')
      assert.match(shown.headers.get('content-disposition') ?? '', /^attachment;/)
    }
  })

  test('a player gets the parts that it asks for', async ({ assert }) => {
    const visitor = await TestVisitor.arrives()
    const id = randomUUID()
    await visitor.uploads(
      { name: 'a.ogg', mediaType: 'audio/ogg; codecs=opus', content: OGG },
      { id }
    )
    const get = (range: string) => visitor.get(`/chat/files/${id}`, { Range: range })
    const part = await get('bytes=0-3')
    assert.equal(part.status, 206)
    assert.equal(part.headers.get('content-range'), `bytes 0-3/${OGG.length}`)
    assert.equal(part.headers.get('content-type'), 'audio/ogg')
    assert.equal(await part.text(), 'OggS')
    assert.equal((await get('bytes=0-1,4-5')).status, 200)
    const beyond = await get(`bytes=${OGG.length}-`)
    assert.equal(beyond.status, 416)
    assert.equal(beyond.headers.get('content-range'), `bytes */${OGG.length}`)
  })

  test('what is wrong with a file is said', async ({ assert }) => {
    const visitor = await TestVisitor.arrives()
    const code = async (answer: Response) => {
      const { code: found } = (await answer.json()) as { code: string }
      return [answer.status, found]
    }
    const empty = await visitor.uploads({ ...cat, content: new Uint8Array() })
    assert.deepEqual(await code(empty), [422, 'file_empty'])
    const huge = new Uint8Array(WEB_LIMITS.fileBytes + 1)
    assert.deepEqual(await code(await visitor.uploads({ ...cat, content: huge })), [
      413,
      'file_too_large',
    ])
    assert.deepEqual(await code(await visitor.uploads(cat, { id: 'mine' })), [422, 'bad_input'])
    assert.deepEqual(await code(await visitor.uploads(cat, { text: 'x'.repeat(4_001) })), [
      422,
      'message_too_long',
    ])
    assert.deepEqual(await code(await visitor.postJson('/chat/files', { id: randomUUID() })), [
      422,
      'bad_input',
    ])
    assert.isEmpty(visitor.shown)
  })

  test('not without the token of the page, nor too often', async ({ assert }) => {
    const visitor = await TestVisitor.arrives()
    const { csrf } = visitor
    visitor.csrf = 'wrong'
    assert.equal((await visitor.uploads(cat)).status, 403)
    visitor.csrf = csrf
    const statuses = new Set<number>()
    for (let count = 0; count <= 20; count++) statuses.add((await visitor.uploads(cat)).status)
    assert.isTrue(statuses.has(429))
  })

  test('their content is for whoever reads it, up to a limit', async ({ assert }) => {
    const { sends } = await turnsWithEars()
    const { event } = await sends(OGG)
    if (event?.kind !== 'file') return assert.fail('No file was heard')
    const { read, ...file } = event.file
    assert.deepEqual(file, {
      kind: 'voice',
      name: 'voice.webm',
      mediaType: 'audio/webm',
      size: OGG.length,
      seconds: 3,
    })
    assert.equal(event.text, 'Listen')
    assert.deepEqual(await read(1_000, signal), OGG)
    await assert.rejects(() => read(10, signal), FileTooLarge)
  })

  test('the newest are kept, within so many bytes', async ({ assert }) => {
    const { visitor, sends } = await turnsWithEars()
    const { event } = await sends(OGG)
    const large = new Uint8Array(WEB_LIMITS.fileBytes)
    const count = Math.floor(WEB_LIMITS.filesBytes / WEB_LIMITS.fileBytes)
    const ids: string[] = []
    for (let index = 0; index < count; index++) {
      ids.push(await keptFiles.add(visitor.id, { ...cat, content: large }))
    }
    if (event?.kind !== 'file') return assert.fail('No file was heard')
    await assert.rejects(() => event.file.read(1_000, signal), FileGone)
    const kept = await Promise.all(ids.map((id) => keptFiles.find(visitor.id, id)))
    assert.isFalse(kept.includes(null))
  })
})
