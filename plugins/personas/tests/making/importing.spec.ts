import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { conversation, type Fan } from '#app/bot_kit/testing/conversation'
import { FileTooLarge, FRONTENDS, type Frontend, type InboundFile } from '#app/bot_kit/inbound'
import { LIMITS } from '#app/bot_kit/limits'
import { PERSONA_LIMITS } from '#plugins/personas/making/persona_limits'
import { personIdOf } from '#plugins/personas/tests/support/house'
import { sql } from '#app/support/sql'
import { POISONED, V2, V2_DATA, V3 } from '#tests/fixtures/cards/cards'
import { archive, base64Of, jsonOf, png, text, textInPng, utf8 } from '#tests/fixtures/cards/files'

const card = png([text('chara', base64Of(V2))])

/** Somebody with the role. */
async function creator(frontend: Frontend = 'telegram'): Promise<Fan> {
  const fan = await conversation.fan({ frontend })
  const identity = await app.container.make('identity')
  const { person } = await identity.join((await fan.identified()).account.id)
  await identity.grantRole(person.id, 'creator')
  return fan
}

async function sends(fan: Fan, name: string, content: Uint8Array): Promise<void> {
  const isImage = /\.(png|jpg|webp)$/.test(name)
  const file: InboundFile = {
    kind: isImage ? 'image' : 'document',
    name,
    mediaType: isImage ? 'image/png' : 'application/octet-stream',
    size: content.length,
    seconds: null,
    read: async (limit) => {
      if (content.length > limit) throw new FileTooLarge(limit)
      return content
    },
  }
  await fan.sends({ kind: 'file', file, text: '' })
}

const slugOn = (fan: Fan): string => {
  const shown = fan.seen.flatMap(({ node }) => (node.kind === 'card' ? [node] : [])).at(-1)
  return /\/talk (\S+)/.exec(shown?.footer ?? '')?.[1] ?? ''
}

async function personasOf(fan: Fan): Promise<number> {
  const [row] = await sql<{ count: bigint }>(
    'select count(*) as count from personas_personas where creator_id = :id',
    { id: await personIdOf(fan) }
  )
  return Number(row?.count)
}

const fileSeenBy = (fan: Fan): Uint8Array => {
  const node = fan.seen.at(-1)?.node
  if (node?.kind !== 'file') throw new Error(`No file: ${fan.lastText()}`)
  return node.content
}

test.group('A card that is sent in a chat', () => {
  for (const frontend of FRONTENDS) {
    test(`becomes a persona, and comes out again: ${frontend}`, async ({ assert }) => {
      const maker = await creator(frontend)
      await sends(maker, 'mira.png', card)
      assert.include(maker.lastText(), 'This is a character card: **मीरा ✨**')
      assert.include(maker.lastText(), '3 greetings and 2 lorebook entries')
      assert.equal(await personasOf(maker), 0, 'nothing is made before the answer')
      await maker.presses('Import it')
      assert.equal(await personasOf(maker), 1)

      await maker.says(`/export ${slugOn(maker)}`)
      await maker.presses('JSON, V2')
      assert.deepEqual(JSON.parse(new TextDecoder().decode(fileSeenBy(maker))), V2)
      await maker.says(`/export ${slugOn(maker)}`)
      await maker.presses('Picture (PNG)')
      const chara = textInPng(fileSeenBy(maker), 'chara') ?? ''
      assert.deepEqual(JSON.parse(Buffer.from(chara, 'base64').toString()), V2)

      await maker.presses('Publish')
      const fan = await conversation.fan({ frontend })
      await fan.says(`/talk ${slugOn(maker)}`)
      // What the model is told by the card is nobody else's to read.
      assert.notInclude(fan.texts().join('\n'), 'Stay in the shop')
    })
  }

  test('as CHARX and as JSON, with fields that nobody knows', async ({ assert }) => {
    const maker = await creator()
    await sends(maker, 'vesper.charx', archive({ 'card.json': jsonOf(V3), 'x/y.bin': utf8('?') }))
    await maker.presses('Import it')
    await maker.says(`/export ${slugOn(maker)}`)
    await maker.presses('JSON, V3')
    assert.deepEqual(JSON.parse(new TextDecoder().decode(fileSeenBy(maker))), V3)
    await sends(maker, 'mallory.json', utf8(POISONED))
    await maker.presses('Import it')
    const clean: Record<string, unknown> = {}
    assert.isUndefined(clean.polluted)
    await maker.says(`/export ${slugOn(maker)}`)
    await maker.presses('JSON, V2')
    assert.include(new TextDecoder().decode(fileSeenBy(maker)), '"__proto__":{"polluted":true,')
  })

  test('holds what no database likes: NUL and half a letter', async ({ assert }) => {
    const maker = await creator()
    const data = { ...V2_DATA, description: 'a\u0000b \ud83d c', creator: '\u0000' }
    await sends(maker, 'odd.json', jsonOf({ ...V2, data }))
    await maker.presses('Import it')
    await maker.says(`/export ${slugOn(maker)}`)
    await maker.presses('JSON, V2')
    const out = JSON.parse(new TextDecoder().decode(fileSeenBy(maker)))
    assert.deepEqual(out.data, JSON.parse(JSON.stringify(data)))
  })

  test('that is broken is refused in words, and nothing is written', async ({ assert }) => {
    const maker = await creator()
    const bent = Uint8Array.from(card)
    bent[900] = (bent[900] ?? 0) ^ 1
    for (const [name, content, words] of [
      ['cut.png', card.slice(0, -30), 'ends too early'],
      ['bent.png', bent, 'is damaged'],
      ['huge.png', new Uint8Array(11 << 20), 'is too large'],
      ['bomb.charx', archive({ 'card.json': new Uint8Array(60 << 20) }), 'far more than a card'],
      ['old.json', jsonOf({ spec: 'lorebook_v3', data: {} }), 'no character card that I know'],
    ] as const) {
      await sends(maker, name, content)
      assert.include(maker.lastText(), words, name)
    }
    assert.equal(await personasOf(maker), 0)
    assert.isEmpty(
      await sql('select id from personas_uploads where person_id = :id', {
        id: await personIdOf(maker),
      })
    )
  })

  test('is not imported by a second press, nor by somebody else', async ({ assert }) => {
    const maker = await creator()
    await sends(maker, 'mira.png', card)
    await maker.presses('Import it')
    await maker.presses('Import it')
    assert.equal(await personasOf(maker), 1)
    await sends(maker, 'mira.png', card)
    const button = maker.buttonId('Import it') ?? ''
    const other = await creator()
    await other.sends({ kind: 'press', button })
    assert.equal(await personasOf(other), 0)
    await maker.presses('No, thanks')
    await maker.presses('Import it')
    assert.include(maker.lastText(), 'Please send it again')
  })

  test('is offered to creators only', async ({ assert }) => {
    const fan = await conversation.fan()
    await fan.says('/start')
    await sends(fan, 'mira.png', card)
    assert.include(fan.lastText(), 'Creators can import it')
    await fan.presses('Become a creator')
    assert.include(fan.lastText(), 'Make personas of your own')
  })

  test('a picture becomes the persona’s when it was asked for, and only then', async ({
    assert,
  }) => {
    const maker = await creator()
    await sends(maker, 'mira.png', card)
    await maker.presses('Import it')
    const slug = slugOn(maker)
    const picture = async () => {
      const [row] = await sql<{ width: number }>(
        `select a.width from personas_artwork a join personas_personas p on p.id = a.persona_id
         where p.slug = :slug`,
        { slug }
      )
      return row?.width
    }
    assert.equal(await picture(), 64)
    await maker.presses('Picture')
    await sends(maker, 'note.png', utf8('no picture at all'))
    assert.include(maker.lastText(), 'no picture that I can use')
    await sends(maker, 'new.png', png([text('chara', base64Of(V2))], 200))
    assert.equal(await picture(), 200)
    await sends(maker, 'another.png', png([], 300))
    assert.equal(await picture(), 200, 'nobody asked for this one')
  })

  test('nobody has more personas than there is room for', async ({ assert }) => {
    const maker = await creator()
    await sql(
      `insert into personas_personas (creator_id, slug, name, search_name, tagline, description, picture,
         greeting, scenario, examples, language, status)
       select cast(:id as uuid), 'full-' || n || '-' || right(cast(:id as text), 12), 'Filler', 'filler',
         '', '', '', '', '', '[]', 'en', 'draft'
       from generate_series(1, cast(:most as int)) n`,
      { id: await personIdOf(maker), most: PERSONA_LIMITS.personasPerCreator }
    )
    await sends(maker, 'mira.png', card)
    await maker.presses('Import it')
    assert.include(maker.lastText(), 'which is the most')
    assert.isAtLeast(PERSONA_LIMITS.personasPerCreator, LIMITS.pageSize)
  })
})
