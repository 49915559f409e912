import { test } from '@japa/runner'
import fc from 'fast-check'
import { unzipSync } from 'fflate'
import { parseToV2, v1, v1ToV2, v2 } from 'character-card-utils'
import { isRecord } from '#app/support/json'
import { exportCard, CARD_FORMATS, type CardFormat } from '#plugins/personas/cards/export_card'
import { fillMacros } from '#plugins/personas/cards/macros'
import {} from '#plugins/personas/cards/json'
import { readCard } from '#plugins/personas/cards/read_card'
import { readCardFile } from '#plugins/personas/cards/read_card_file'
import type { CardProfile } from '#plugins/personas/cards/card_profile'
import { luna } from '#plugins/personas/demo/luna'
import * as cards from '#tests/fixtures/cards/cards'
import { archive, base64Of, jsonOf, png, text, textInPng, utf8 } from '#tests/fixtures/cards/files'

const USUAL = { name: 'Nameless', language: 'en' }

/** Takes a file in and gives it out again, edited or not. */
function through(
  bytes: Uint8Array,
  format: CardFormat,
  edit: (profile: CardProfile) => CardProfile = (profile) => profile
): Uint8Array {
  const file = readCardFile(bytes)
  const { profile } = readCard(file.card, USUAL)
  // As the database gives it back.
  const kept = JSON.parse(JSON.stringify({ card: file.card, reading: profile }))
  return exportCard({ ...file, slug: 'x', profile: edit(profile), kept }, format).content
}

const parse = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes))

/** The card that a file holds, found without the program's code. */
function cardIn(bytes: Uint8Array, format: CardFormat) {
  switch (format) {
    case 'json_v2':
    case 'json_v3':
      return parse(bytes)
    case 'png':
      return parse(Buffer.from(textInPng(bytes, 'ccv3') ?? '', 'base64'))
    case 'charx':
      return parse(unzipSync(bytes)['card.json'] ?? new Uint8Array())
  }
}

const charx = archive({
  'card.json': jsonOf(cards.V3),
  'assets/icon/images/main.png': png(),
  'assets/emotion/images/joy.png': png([], 32),
  'module.risum': Uint8Array.of(0, 1, 2, 3, 255),
})

/** Every way in which cards are passed around, with the data that has to come out again. */
const FILES: readonly [name: string, bytes: Uint8Array, data: object][] = [
  ['V1 JSON', jsonOf(cards.V1), cards.V1],
  ['V1 PNG', png([text('chara', base64Of(cards.V1))]), cards.V1],
  ['V2 JSON', jsonOf(cards.V2), cards.V2_DATA],
  ['V2 JSON with its fields repeated', jsonOf(cards.V2_MIRRORED), cards.V2_DATA],
  ['V2 JSON with a mark', utf8(`\uFEFF${JSON.stringify(cards.V2)}`), cards.V2_DATA],
  ['V2 JSON in UTF-16', Buffer.from(`\uFEFF${JSON.stringify(cards.V2)}`, 'utf16le'), cards.V2_DATA],
  ['V2 PNG', png([text('Software', 'x'), text('chara', base64Of(cards.V2))]), cards.V2_DATA],
  ['V3 JSON', jsonOf(cards.V3), cards.V3_DATA],
  ['V3 PNG', png([text('ccv3', base64Of(cards.V3))]), cards.V3_DATA],
  [
    'PNG with both',
    png([text('chara', base64Of(cards.V2)), text('ccv3', base64Of(cards.V3))]),
    cards.V3_DATA,
  ],
  ['CHARX', charx, cards.V3_DATA],
]

test.group('Cards come out as they went in', () => {
  for (const [name, bytes, data] of FILES) {
    test(`${name}: every format holds all of it`, ({ assert }) => {
      for (const format of CARD_FORMATS) {
        const out = cardIn(through(bytes, format), format)
        for (const [key, value] of Object.entries(data)) {
          // The second card of a PNG is the one that V2 gets back.
          const expected =
            name === 'PNG with both' && format === 'json_v2' && key in cards.V2_DATA
              ? Reflect.get(cards.V2_DATA, key)
              : value
          if (name === 'PNG with both' && format === 'json_v2' && !(key in cards.V2_DATA)) continue
          assert.deepEqual(out.data[key], expected, `${format} ${key}`)
        }
      }
    })
  }

  test('a whole V2 or V3 card is the same card, unless something is missing in it', ({
    assert,
  }) => {
    assert.deepEqual(cardIn(through(jsonOf(cards.V2), 'json_v2'), 'json_v2'), cards.V2)
    const mirrored = cardIn(through(jsonOf(cards.V2_MIRRORED), 'json_v2'), 'json_v2')
    assert.deepEqual(mirrored, cards.V2_MIRRORED)
    assert.deepEqual(cardIn(through(jsonOf(cards.V3), 'json_v3'), 'json_v3'), cards.V3)
    assert.deepEqual(cardIn(through(charx, 'charx'), 'charx'), cards.V3)
  })

  test('the files of a CHARX come out as they went in, also what nobody knows', ({ assert }) => {
    const [before, after] = [unzipSync(charx), unzipSync(through(charx, 'charx'))]
    assert.sameMembers(Object.keys(after), Object.keys(before))
    for (const [path, content] of Object.entries(before)) {
      if (path !== 'card.json') assert.deepEqual([...(after[path] ?? [])], [...content], path)
    }
  })

  test('files in a PNG stay in a PNG, and no other chunk of the picture is lost', ({ assert }) => {
    const bytes = png([
      text('Software', 'Krita'),
      text('chara-ext-asset_:0', Buffer.from('sound').toString('base64')),
      text('ccv3', base64Of(cards.V3)),
    ])
    const out = through(bytes, 'png')
    assert.equal(textInPng(out, 'Software'), 'Krita')
    assert.equal(textInPng(out, 'chara-ext-asset_:0'), Buffer.from('sound').toString('base64'))
  })

  test('the picture that fans see holds nothing of the card', ({ assert }) => {
    const { picture } = readCardFile(png([text('chara', base64Of(cards.V2))]))
    assert.isNull(textInPng(picture?.content ?? new Uint8Array(), 'chara'))
    assert.equal(picture?.width, 64)
  })

  test('whatever a card holds, it comes out deeply equal', ({ assert }) => {
    const anything = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' })
    fc.assert(
      fc.property(fc.dictionary(fc.string(), anything), anything, (unknown, wild) => {
        const data = { ...cards.V2_DATA, ...unknown, extensions: { ...unknown, wild } }
        const card = parse(jsonOf({ ...cards.V2, data }))
        assert.deepEqual(cardIn(through(jsonOf(card), 'json_v2'), 'json_v2').data, card.data)
        assert.deepEqual(cardIn(through(jsonOf(card), 'png'), 'png').data, {
          group_only_greetings: [],
          ...card.data,
        })
      }),
      { numRuns: 150 }
    )
  })

  test('fields of any kind are taken or left, never stumbled over', ({ assert }) => {
    const fields = Object.keys(cards.V3_DATA)
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...fields), fc.jsonValue({ maxDepth: 3 })),
        (wrong) => {
          const card = { ...cards.V3, data: { ...wrong } }
          const out = cardIn(through(jsonOf(card), 'json_v3'), 'json_v3').data
          for (const [name, value] of Object.entries(parse(jsonOf(wrong)))) {
            assert.deepEqual(out[name], value, name)
          }
        }
      ),
      { numRuns: 200 }
    )
  })
})

test.group('A library that nobody here wrote reads what is exported', () => {
  for (const [name, bytes] of FILES) {
    test(`${name}`, ({ assert }) => {
      const given = cardIn(through(bytes, 'json_v2'), 'json_v2')
      const read = parseToV2(given)
      assert.equal(read.data.name, given.data.name)
      assert.deepEqual(read.data.extensions, given.data.extensions)
      const chara = Buffer.from(textInPng(through(bytes, 'png'), 'chara') ?? '', 'base64')
      assert.isTrue(v2.safeParse(parse(chara)).success, 'the chunk for older programs')
    })
  }

  test('a persona that was made here, and an old card as the library converts it', ({ assert }) => {
    const { slug, picture: _, ...profile } = luna
    const made = exportCard(
      { slug, profile, kept: null, other: null, files: new Map(), picture: null },
      'json_v2'
    )
    const read = parseToV2(parse(made.content))
    assert.equal(read.data.first_mes, luna.greeting)
    assert.include(read.data.mes_example, 'Cloud. Stayed anyway.')

    const converted = v1ToV2(v1.parse(cards.V1))
    const ours = parseToV2(cardIn(through(jsonOf(cards.V1), 'json_v2'), 'json_v2'))
    assert.equal(ours.data.description, converted.data.description)
    assert.equal(ours.data.mes_example, converted.data.mes_example)
  })
})

test.group('A card that was edited', () => {
  test('changes in what was edited, and nowhere else', ({ assert }) => {
    const out = cardIn(
      through(jsonOf(cards.V2_MIRRORED), 'json_v2', (profile) => ({
        ...profile,
        greeting: 'Come in!',
      })),
      'json_v2'
    )
    assert.deepEqual(out, {
      ...cards.V2_MIRRORED,
      first_mes: 'Come in!',
      data: { ...cards.V2_DATA, first_mes: 'Come in!' },
    })
  })

  test('keeps its personality apart while the description still ends with it', ({ assert }) => {
    const out = cardIn(
      through(jsonOf(cards.V2), 'json_v2', (profile) => ({
        ...profile,
        description: profile.description.replace('📚', '🕯️'),
      })),
      'json_v2'
    )
    assert.include(out.data.description, '🕯️')
    assert.equal(out.data.personality, cards.V2_DATA.personality)
  })

  test('keeps what another tool wrote into the entries of its lorebook', ({ assert }) => {
    const [dog, rope] = cards.BOOK.entries
    const out = cardIn(
      through(jsonOf(cards.V2), 'json_v2', (profile) => {
        const [first, second] = profile.lorebook?.entries ?? []
        if (!profile.lorebook || !first || !second) throw new Error('The lorebook was not read')
        const entries = [second, { ...first, content: 'Biscuit likes geese now.' }]
        return { ...profile, lorebook: { ...profile.lorebook, entries } }
      }),
      'json_v2'
    )
    assert.deepEqual(out.data.character_book, {
      ...cards.BOOK,
      entries: [rope, { ...dog, content: 'Biscuit likes geese now.' }],
    })
  })

  test('brings what only this program knows, and takes it back', ({ assert }) => {
    const sliders = { ...luna.sliders, warmth: 90 }
    const edited = through(jsonOf(cards.V2), 'charx', (profile) => ({
      ...profile,
      sliders,
      rules: ['Never lends books.'],
      language: 'hi',
      voice: 'alloy',
    }))
    const { profile } = readCard(readCardFile(edited).card, USUAL)
    assert.deepEqual(profile.sliders, sliders)
    assert.deepEqual(profile.rules, ['Never lends books.'])
    assert.equal(profile.language, 'hi')
    assert.equal(profile.voice, 'alloy')
    const card = cardIn(edited, 'charx')
    const { greenroom: _, ...others } = card.data.extensions
    assert.deepEqual(others, cards.V2_DATA.extensions)
  })

  test('a persona made here is the same after export and import', ({ assert }) => {
    const { slug, picture: _, ...profile } = luna
    for (const format of CARD_FORMATS) {
      const { content } = exportCard(
        { slug, profile, kept: null, other: null, files: new Map(), picture: null },
        format
      )
      assert.deepEqual(readCard(readCardFile(content).card, USUAL).profile, profile, format)
    }
  })
})

test.group('What a card means', () => {
  test('examples become exchanges, the personality part of the description', ({ assert }) => {
    const { profile } = readCard(cards.V1, USUAL)
    assert.deepEqual(profile.examples, [
      { fan: 'How far is it?', persona: 'Further than it looks.\nAnd wetter.' },
      { fan: 'Are you alone?', persona: '*points at the dog* Never.' },
    ])
    assert.equal(profile.description, `${cards.V1.description}\n\n${cards.V1.personality}`)
  })

  test('the lorebook, the greetings, the tags and the notes have their places', ({ assert }) => {
    const { profile } = readCard(cards.V2, USUAL)
    assert.equal(profile.tagline, 'Made for slow evenings.')
    assert.deepEqual(profile.greetings, cards.V2_DATA.alternate_greetings)
    assert.deepEqual(profile.tags, ['cosy', 'books', 'हिन्दी'])
    assert.equal(profile.lorebook?.tokenBudget, 300)
    assert.deepEqual(profile.lorebook?.entries[0]?.secondaryKeys, ['geese'])
    assert.equal(profile.lorebook?.entries[0]?.position, 'after_character')
    assert.isFalse(profile.adult)
    assert.isTrue(readCard({ ...cards.V2_DATA, tags: ['NSFW'] }, USUAL).profile.adult)
  })

  test('no field of it reaches beyond the card', ({ assert }) => {
    const file = readCardFile(utf8(cards.POISONED))
    const { profile } = readCard(file.card, USUAL)
    assert.equal(profile.systemPrompt, '')
    assert.isFalse(profile.adult)
    const out = through(utf8(cards.POISONED), 'json_v2', (now) => ({ ...now, greeting: 'Hello' }))
    const data: unknown = cardIn(out, 'json_v2').data
    assert.isTrue(isRecord(data) && Object.hasOwn(data, '__proto__'), 'it is kept as a name')
    const clean: Record<string, unknown> = {}
    assert.isUndefined(clean.polluted)
    assert.isUndefined(Object.getPrototypeOf(profile).polluted)
  })

  test('macros become names, whatever the names hold; others stay', ({ assert }) => {
    const filled = fillMacros('{{CHAR}} greets <USER>, {{user}} and {{random}}. {{original}}', {
      char: '$& {{user}}',
      user: 'Ana $1',
    })
    assert.equal(filled, '$& {{user}} greets Ana $1, Ana $1 and {{random}}. ')
  })

  test('a longer text than a persona may have is shortened, told of, and kept whole', ({
    assert,
  }) => {
    const description = 'long '.repeat(4_000)
    const card = { ...cards.V2, data: { ...cards.V2_DATA, description, personality: '' } }
    const { shortened, profile } = readCard(card, USUAL)
    assert.deepEqual(shortened, ['description'])
    assert.isBelow(profile.description.length, description.length)
    const out = cardIn(through(jsonOf(card), 'json_v2'), 'json_v2')
    assert.equal(out.data.description, description)
  })
})
