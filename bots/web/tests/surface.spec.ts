import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import logger from '@adonisjs/core/services/logger'
import type { Button, FormNode, ListNode, ReplyNode, StreamNode } from '#app/bot_kit/reply'
import { buttonsOf } from '#app/bot_kit/buttons'
import { safeUrl } from '#bots/web/draw'
import { closeForm, spendButton } from '#bots/web/message_changes'
import { drawStream, type StreamTarget } from '#bots/web/stream'
import { hangs, streamOf } from '#bots/web/tests/support/nodes'
import { Transcript } from '#bots/web/transcript'
import { keptFiles } from '#bots/web/kept_files'
import { WebSurface } from '#bots/web/web_surface'
import type { MessageBody } from '#bots/web/protocol'
import { OGG, PNG } from '#tests/support/sample_files'
import { until } from '#tests/support/until'

const transcript = new Transcript()

function newSurface(pressed?: string) {
  const visitorId = randomUUID()
  const surface = new WebSurface({ visitorId, pressed, logger })
  const draw = (node: Exclude<ReplyNode, StreamNode>, replaces = false) =>
    surface.draw(node, {
      private: false,
      replaces,
      buttons: new Map(buttonsOf(node).map((button, index) => [button, `b${index}`])),
    })
  const shown = async () => (await transcript.since(visitorId, 0)).map(({ body }) => body)
  return { visitorId, surface, draw, shown }
}

const go: Button = { label: 'Go', invoke: { command: 'go' }, style: 'primary', singleUse: true }

test.group('The surface of the web', () => {
  test('keeps every kind of node as the page shows it', async ({ assert }) => {
    const { draw, shown } = newSurface()
    const form: FormNode = {
      kind: 'form',
      title: 'Tell',
      fields: [{ name: 'who', label: 'Who', kind: 'line', required: true, maxLength: 20 }],
      submit: go,
      cancelLabel: 'No',
    }
    const list: ListNode = {
      kind: 'list',
      title: 'All',
      items: [{ title: 'One', button: go, imageUrl: '/one.png' }],
      empty: 'None',
      paging: { page: 2, pages: 3, previous: go, next: { ...go, label: 'More' } },
    }
    const nodes: Exclude<ReplyNode, StreamNode>[] = [
      { kind: 'text', text: 'Hello', tone: 'notice' },
      { kind: 'card', title: 'Card', fields: [{ name: 'a', value: 'b' }], buttons: [go] },
      list,
      {
        kind: 'choice',
        text: 'Which?',
        buttons: [go, { label: 'Site', url: 'https://example.com' }],
      },
      form,
      { kind: 'quote', text: '2 coins', price: 2000n, accept: go },
      { kind: 'image', source: '/picture.png', alt: 'A picture' },
    ]
    for (const node of nodes) assert.equal((await draw(node)).outcome, 'drawn')

    const bodies = await shown()
    assert.deepEqual(
      bodies.map(({ kind }) => kind),
      ['text', 'card', 'list', 'choice', 'form', 'quote', 'image']
    )
    assert.containSubset(bodies[5], {
      buttons: [{ label: 'Go', id: 'b0', style: 'primary', once: true }],
    })
    assert.containSubset(bodies[2], {
      paging: { next: { id: 'b2' } },
      items: [{ imageUrl: '/one.png' }],
    })
  })

  test('replaces the message whose button was pressed', async ({ assert }) => {
    const pressed = randomUUID()
    const { visitorId, draw } = newSurface(pressed)
    await transcript.put(visitorId, pressed, { kind: 'mine', text: 'page 1' })
    await draw({ kind: 'text', text: 'page 2' }, true)
    await draw({ kind: 'text', text: 'and more' })

    const kept = await transcript.since(visitorId, 0)
    assert.deepEqual(
      kept.map(({ id, position, revision }) => [id === pressed, position, revision]),
      [
        [true, 1, 2],
        [false, 3, 3],
      ]
    )
  })

  test('keeps a file for its visitor alone', async ({ assert }) => {
    const { visitorId, draw, shown } = newSurface()
    const content = new TextEncoder().encode('a,b\n1,2\n')
    await draw({ kind: 'file', name: 'ünïcode.csv', mediaType: 'text/csv', content })

    const [body] = await shown()
    const id = body?.kind === 'file' ? (body.url.split('/').pop() ?? '') : ''
    assert.equal((await keptFiles.find(visitorId, id))?.content.toString(), 'a,b\n1,2\n')
    assert.isNull(await keptFiles.find(randomUUID(), id))
  })

  test('keeps pictures and recordings that were made for the visitor', async ({ assert }) => {
    const { visitorId, draw, shown } = newSurface()
    await draw({
      kind: 'image',
      source: { name: 'night.png', mediaType: 'image/png', content: PNG },
      alt: 'A harbour',
      speaker: { name: 'Luna' },
      buttons: [go],
    })
    await draw({
      kind: 'audio',
      name: 'voice.ogg',
      mediaType: 'audio/ogg',
      content: OGG,
      transcript: 'Hello',
    })
    const [image, audio] = await shown()
    assert.containSubset(image, {
      alt: 'A harbour',
      speaker: { name: 'Luna' },
      buttons: [{ id: 'b0' }],
    })
    assert.containSubset(audio, { kind: 'audio', transcript: 'Hello' })
    const contentOf = async (body?: MessageBody) => {
      const url = body && 'url' in body ? body.url : ''
      assert.match(url, /^\/chat\/files\/[0-9a-f-]{36}$/)
      return (await keptFiles.find(visitorId, url.slice(-36)))?.content
    }
    assert.deepEqual(await contentOf(image), PNG)
    assert.deepEqual(await contentOf(audio), OGG)
  })

  test('says that a file too large was not delivered', async ({ assert }) => {
    const { draw } = newSurface()
    const content = new Uint8Array(21 * 1024 * 1024)
    const drawn = await draw({ kind: 'file', name: 'big', mediaType: 'text/plain', content })
    assert.deepEqual(drawn, { outcome: 'undelivered', reason: 'outage' })
  })

  test('addresses that run code lead nowhere: {$self}')
    .with([
      'javascript:alert(1)',
      'data:text/html,<script>',
      'vbscript:x',
      ' java\nscript:alert(1)',
    ])
    .run(({ assert }, url) => {
      assert.equal(safeUrl(url), '#')
    })

  test('changes of a message', ({ assert }) => {
    const choice: MessageBody = {
      kind: 'choice',
      text: '',
      buttons: [{ label: 'Go', id: 'x', style: 'primary', once: true }],
    }
    assert.containSubset(spendButton(choice, 'x'), { buttons: [{ used: true }] })
    assert.isNull(spendButton(choice, 'y'))
    assert.isNull(closeForm(choice, 'sent'))
  })
})

test.group('A stream on the web', () => {
  test('is delivered once its whole text is kept', async ({ assert }) => {
    const { surface, shown } = newSurface()
    const delivery = await surface.stream(
      streamOf(['Hel', 'lo', ' there']),
      new AbortController().signal
    )

    assert.equal(delivery.outcome, 'delivered')
    assert.deepEqual(await shown(), [
      {
        kind: 'stream',
        text: 'Hello there',
        state: 'done',
        speaker: { name: 'Luna', avatarUrl: '/personas/luna.png' },
      },
    ])
  })

  test('stopped half-way keeps what was shown, though its source hangs', async ({ assert }) => {
    const { surface, shown } = newSurface()
    const stop = new AbortController()
    const running = surface.stream(streamOf(['Once upon'], hangs), stop.signal)
    await until(async () => (await shown()).length === 1)
    stop.abort()
    const delivery = await running

    assert.deepInclude(delivery, { outcome: 'stopped', text: 'Once upon' })
    assert.deepInclude((await shown())[0], { text: 'Once upon', state: 'stopped' })
  })

  test('stopped before its first word leaves nothing', async ({ assert }) => {
    const { visitorId, surface } = newSurface()
    const stop = new AbortController()
    const running = surface.stream(streamOf([], hangs), stop.signal)
    stop.abort()
    const delivery = await running

    assert.deepInclude(delivery, { outcome: 'stopped', text: '' })
    const [message] = await transcript.since(visitorId, 0)
    assert.deepEqual(message?.body, { kind: 'gone' })
  })

  test('whose source dies is marked as broken', async ({ assert }) => {
    const { surface, shown } = newSurface()
    const dies = () => Promise.reject(new Error('gone'))
    const delivery = await surface.stream(streamOf(['Once'], dies), new AbortController().signal)

    assert.deepInclude(delivery, { outcome: 'failed', text: 'Once' })
    assert.deepInclude((await shown())[0], { text: 'Once', state: 'broken' })
  })

  test('may end a piece in the middle of an emoji', async ({ assert }) => {
    const { surface, shown } = newSurface()
    const halves = streamOf(['a \ud83d', '\ude00 b'])
    const delivery = await surface.stream(halves, new AbortController().signal)

    assert.deepInclude(delivery, { outcome: 'delivered', text: 'a 😀 b' })
    assert.deepInclude((await shown())[0], { text: 'a 😀 b' })
  })

  test('outlives a database that is away for a moment', async ({ assert }) => {
    let failures = 3
    const kept: MessageBody[] = []
    const target: StreamTarget = {
      id: randomUUID(),
      keep: async (_id, body) => {
        if (failures-- > 0) throw new Error('away')
        kept.push(body)
      },
      grow: () => {},
      logger,
    }
    const delivery = await drawStream(streamOf(['Hello']), new AbortController().signal, target)

    assert.equal(delivery.outcome, 'delivered')
    assert.deepInclude(kept.at(-1), { text: 'Hello', state: 'done' })
  })

  test('gives pages the gains in order, each with where it belongs', async ({ assert }) => {
    const gains: [number, string][] = []
    const target: StreamTarget = {
      id: randomUUID(),
      keep: async () => {},
      grow: (_id, from, text) => gains.push([from, text]),
      logger,
    }
    const slow = streamOf(['one '], () => until(() => gains.length > 0))
    await drawStream(slow, new AbortController().signal, target)
    assert.deepEqual(gains, [[0, 'one ']])
  })

  test('that lost its process counts as broken for those who come back', async ({ assert }) => {
    const visitorId = randomUUID()
    const { default: db } = await import('@adonisjs/lucid/services/db')
    await transcript.put(visitorId, randomUUID(), { kind: 'stream', text: 'On', state: 'running' })
    await db
      .from('web_messages')
      .where('visitor_id', visitorId)
      .update({ updated_at: db.raw(`now() - interval '2 minutes'`) })

    const [message] = await transcript.since(visitorId, 0)
    assert.deepInclude(message?.body, { text: 'On', state: 'broken' })
  })

  test('the transcript keeps the newest messages alone', async ({ assert }) => {
    const visitorId = randomUUID()
    for (let count = 1; count <= 350; count++) {
      await transcript.put(visitorId, randomUUID(), { kind: 'mine', text: String(count) })
    }
    const kept = await transcript.since(visitorId, 0)
    assert.lengthOf(kept, 300)
    assert.deepInclude(kept.at(-1)?.body, { text: '350' })
    assert.deepInclude(kept[0]?.body, { text: '51' })
  })
})
