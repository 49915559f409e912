import { test } from '@japa/runner'
import { V2, V2_DATA } from '#tests/fixtures/cards/cards'
import { base64Of, jsonOf, png, text, textInPng } from '#tests/fixtures/cards/files'
import { Visitor } from '#plugins/personas/tests/making/browser_less'

const WORDS = {
  name: 'Nora Lind',
  tagline: 'Keeps the lights',
  description: 'She watches the tide.',
  greeting: 'You are late.',
  scenario: '',
  tags: 'sea',
  language: 'en',
}

/** A creator with a draft, and where it is edited. */
async function withDraft(words = WORDS): Promise<{ creator: Visitor; address: string }> {
  const creator = await Visitor.arrives('creator')
  const made = await creator.post('/create', words)
  const edit = made.headers.get('location') ?? `none: ${made.status}`
  const page = await creator.get(edit)
  if (page.status !== 200) throw new Error(`${page.status} for ${edit}: ${await page.text()}`)
  return { creator, address: edit.replace(/\/edit$/, '') }
}

const pictureIn = (html: string) =>
  (/src="(\/personas\/[^"]+\/picture[^"]*)"/.exec(html)?.[1] ?? '').replaceAll('&amp;', '&')

test.group('The pages of making', () => {
  test('a guest is asked to sign in, a fan to become a creator', async ({ assert }) => {
    const guest = new Visitor()
    for (const path of ['/create', '/personas/mine', '/personas/import', '/personas/luna/edit']) {
      const answer = await guest.get(path)
      assert.equal(answer.headers.get('location'), `/sign-in?next=${encodeURIComponent(path)}`)
    }
    const fan = await Visitor.arrives('person')
    assert.include(await (await fan.get('/personas/mine')).text(), 'make me a creator')
    assert.equal((await fan.post('/create', WORDS)).status, 403)
  })

  test('nobody sees, changes, exports or deletes what is somebody else’s', async ({ assert }) => {
    const { address } = await withDraft()
    const other = await Visitor.arrives('creator')
    for (const path of ['', '/edit', '/lorebook', '/export/png', '/picture?v=0']) {
      const status = (await other.get(address + path)).status
      assert.equal(status, path.startsWith('/picture') ? 200 : 404, path)
    }
    for (const path of ['/edit', '/publish', '/withdraw', '/delete', '/lorebook']) {
      assert.equal((await other.post(address + path, { sure: '1' })).status, 404, path)
    }
    const picture = await other.sendsFile(`${address}/picture`, 'a.png', png())
    assert.equal(picture.status, 404)
  })

  test('a form without its token changes nothing', async ({ assert }) => {
    const { creator, address } = await withDraft()
    await creator.post(`${address}/publish`, { _csrf: 'wrong' })
    assert.include(await (await creator.get(`${address}/edit`)).text(), 'Draft: only you see it')
  })

  test('what is wrong is said beside all that was typed', async ({ assert }) => {
    const { creator, address } = await withDraft()
    const answer = await creator.post(`${address}/edit`, {
      ...WORDS,
      version: '1',
      name: '',
      greeting: 'A new greeting that I would hate to lose',
    })
    assert.equal(answer.status, 422)
    const html = await answer.text()
    assert.include(html, 'Name: something has to stand here')
    assert.include(html, 'that I would hate to lose')
  })

  test('HTML in a card is words on every page', async ({ assert }) => {
    const creator = await Visitor.arrives('creator')
    const sent = await creator.sendsFile('/personas/import', 'mira.json', jsonOf(V2))
    const edit = sent.headers.get('location') ?? ''
    const own = await (await creator.get(edit)).text()
    const page = await (await creator.get(edit.replace(/\/edit$/, ''))).text()
    const lore = await (await creator.get(edit.replace(/edit$/, 'lorebook'))).text()
    for (const html of [own, page, lore]) {
      assert.notInclude(html, '<img src=x')
      assert.notInclude(html, '<script>alert')
    }
    assert.include(page, '&lt;img src=x onerror=alert(1)&gt;')
  })

  test('a card comes in as a picture and goes out in four kinds of file', async ({ assert }) => {
    const creator = await Visitor.arrives('creator')
    const card = png([text('chara', base64Of(V2))])
    const sent = await creator.sendsFile('/personas/import', 'mira.png', card)
    const address = (sent.headers.get('location') ?? '').replace(/\/edit$/, '')
    const get = async (format: string) => {
      const answer = await creator.get(`${address}/export/${format}`)
      assert.match(answer.headers.get('content-disposition') ?? '', /^attachment; filename="/)
      return new Uint8Array(await answer.arrayBuffer())
    }
    assert.deepEqual(JSON.parse(Buffer.from(await get('json_v2')).toString()), V2)
    const chara = textInPng(await get('png'), 'chara') ?? ''
    assert.deepEqual(JSON.parse(Buffer.from(chara, 'base64').toString()), V2)
    const v3 = JSON.parse(Buffer.from(await get('json_v3')).toString())
    assert.deepEqual(v3.data.character_book, V2_DATA.character_book)
    assert.equal((await get('charx')).slice(0, 2).toString(), '80,75')
    assert.equal((await creator.get(`${address}/export/exe`)).status, 404)
  })

  test('a broken card is refused in words, and nothing is written', async ({ assert }) => {
    const creator = await Visitor.arrives('creator')
    const card = png([text('chara', base64Of(V2))])
    const refused = await creator.sendsFile('/personas/import', 'a.png', card.slice(0, -20))
    assert.equal(refused.status, 422)
    assert.include(await refused.text(), 'This file ends too early')
    const huge = await creator.sendsFile('/personas/import', 'a.png', new Uint8Array(11 << 20))
    assert.include(await huge.text(), 'This file is too large')
    assert.include(await (await creator.get('/personas/mine')).text(), 'You have none yet')
  })

  test('a picture is served to anyone once it is out, and kept by caches', async ({ assert }) => {
    const { creator, address } = await withDraft()
    const secret = png([text('chara', base64Of(V2))])
    await creator.sendsFile(`${address}/picture`, 'a.png', secret)
    const picture = pictureIn(await (await creator.get(`${address}/edit`)).text())
    const stranger = new Visitor()
    assert.equal((await stranger.get(`${address}/picture`)).status, 404, 'a draft’s, guessed')
    const answer = await stranger.get(picture)
    assert.equal(answer.headers.get('content-type'), 'image/png')
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
    assert.match(answer.headers.get('cache-control') ?? '', /immutable/)
    assert.isNull(textInPng(new Uint8Array(await answer.arrayBuffer()), 'chara'))
    const etag = answer.headers.get('etag') ?? ''
    assert.equal((await stranger.get(picture, { 'If-None-Match': etag })).status, 304)
    await creator.post(`${address}/publish`, {})
    assert.equal((await stranger.get(`${address}/picture`)).status, 200)
    const wrong = await creator.sendsFile(`${address}/picture`, 'a.svg', Buffer.from('<svg/>'))
    assert.equal(wrong.status, 302)
    assert.include(await (await creator.get(`${address}/edit`)).text(), 'no picture that I can use')
  })

  test('a persona is reported from its page, once, by somebody who is known', async ({
    assert,
  }) => {
    const { creator, address } = await withDraft()
    await creator.post(`${address}/publish`, {})
    const guest = new Visitor()
    await guest.get(address)
    const asked = await guest.post(`${address}/report`, { reason: 'hate', words: '' })
    assert.match(asked.headers.get('location') ?? '', /^\/sign-in/)
    const fan = await Visitor.arrives('person')
    const report = async () => {
      await fan.post(`${address}/report`, { reason: 'hate', words: 'Look\u0000 at this' })
      return (await fan.get(address)).text()
    }
    assert.include(await report(), 'is with the moderators')
    assert.include(await report(), 'You have reported that')
  })

  test('the lorebook is written, changed and shortened', async ({ assert }) => {
    const { creator, address } = await withDraft()
    const version = async () => {
      const html = await (await creator.get(`${address}/lorebook`)).text()
      return { html, version: /name="version" value="(\d+)"/.exec(html)?.[1] ?? '' }
    }
    const entry = { name: '', secondaryKeys: '', insertionOrder: '5', enabled: '1' }
    const first = await version()
    const add = { ...entry, version: first.version, do: 'add', keys: 'lamp', content: 'Green.' }
    assert.equal((await creator.post(`${address}/lorebook`, add)).status, 302)
    const late = await creator.post(`${address}/lorebook`, { ...add, content: 'Typed too late.' })
    assert.equal(late.status, 409)
    assert.include(await late.text(), 'Typed too late.')

    const second = await version()
    assert.include(second.html, 'Green.')
    const change = { ...add, version: second.version, do: 'change', entry: '0', content: 'Blue.' }
    await creator.post(`${address}/lorebook`, change)
    const third = await version()
    assert.include(third.html, 'Blue.')
    await creator.post(`${address}/lorebook`, { version: third.version, do: 'remove', entry: '0' })
    assert.notInclude((await version()).html, 'Blue.')
  })
})
