import { test } from '@japa/runner'
import type { Fan } from '#app/bot_kit/testing/conversation'
import { FileTooLarge, type InboundFile } from '#app/bot_kit/inbound'
import { sql } from '#app/support/sql'
import { openWorld } from '#plugins/communities/tests/support/fake_doorkeeper'
import { openCommunity, somebody, tierOf } from '#plugins/communities/tests/support/people'
import { checkPicture } from '#plugins/communities/tiers/pictures'
import { PICTURE_LIMITS } from '#plugins/communities/tiers/limits'
import { pngOf } from '#plugins/communities/tiers/tests/sample_picture'
import { WebVisitor } from '#tests/support/web_visitor'

const file = (content: Uint8Array, kind: InboundFile['kind'] = 'image'): InboundFile => ({
  kind,
  name: 'photo.png',
  mediaType: 'image/png',
  size: content.length,
  seconds: null,
  read: (limit) =>
    content.length > limit ? Promise.reject(new FileTooLarge(limit)) : Promise.resolve(content),
})
const sends = (fan: Fan, content: Uint8Array) =>
  fan.sends({ kind: 'file', file: file(content), text: '' })

const pictureOf = async (tierId: string): Promise<string | null> => {
  const [row] = await sql<{ picture_id: string | null }>(
    'select picture_id from communities_tiers where id = :tierId',
    { tierId }
  )
  return row?.picture_id ?? null
}

test.group('A tier’s picture', () => {
  test('is sent by its creator, checked, and seen by everybody', async ({ assert }) => {
    const { creator, community } = await openCommunity(openWorld(), { kind: 'group' })
    const { tier } = await tierOf(community.id)
    const { talk } = creator
    await talk.says('/tiers')
    await talk.presses('Open Gold')
    await talk.presses('Picture')
    assert.include(talk.lastText(), 'Send me the picture for “Gold” now')
    await sends(talk, Buffer.from('no picture at all'))
    assert.include(talk.lastText(), 'no PNG, JPEG or WebP')
    await sends(talk, Buffer.alloc(PICTURE_LIMITS.bytes + 1))
    assert.include(talk.lastText(), 'too large')
    assert.isNull(await pictureOf(tier.id))

    await sends(talk, pngOf(320, 200))
    assert.include(talk.texts().join('\n'), '“Gold” has a new picture')
    const first = await pictureOf(tier.id)
    const shown = await new WebVisitor().get(`/communities/pictures/${first}`)
    assert.equal(shown.headers.get('content-type'), 'image/png')
    assert.match(shown.headers.get('cache-control') ?? '', /immutable/)
    assert.equal(shown.headers.get('x-content-type-options'), 'nosniff')
    assert.deepEqual(new Uint8Array(await shown.arrayBuffer()), new Uint8Array(pngOf(320, 200)))

    // Another one has another address, and only what was asked for is taken.
    await sends(talk, pngOf(64, 64))
    assert.equal(await pictureOf(tier.id), first)
    await talk.presses('Picture')
    await sends(talk, pngOf(64, 64))
    assert.notEqual(await pictureOf(tier.id), first)
    assert.equal((await new WebVisitor().get(`/communities/pictures/${first}`)).status, 404)
    assert.equal((await new WebVisitor().get('/communities/pictures/nonsense')).status, 404)

    const fan = await somebody()
    await fan.talk.says(`/join ${community.slug}`)
    const card = fan.talk.seen.flatMap(({ node }) => (node.kind === 'card' ? [node] : [])).at(0)
    assert.include(card?.imageUrl ?? '', `/communities/pictures/${await pictureOf(tier.id)}`)
  })

  test('is whole, and neither tiny nor huge', ({ assert }) => {
    assert.equal(checkPicture(pngOf(64, 64)).outcome, 'fine')
    assert.equal(checkPicture(pngOf(64, 64).subarray(0, 60)).outcome, 'broken')
    assert.equal(checkPicture(pngOf(8, 64)).outcome, 'broken')
    assert.equal(checkPicture(pngOf(PICTURE_LIMITS.side + 1, 16)).outcome, 'too_large')
    assert.equal(checkPicture(Buffer.from('GIF89a')).outcome, 'not_a_picture')
  })
})
