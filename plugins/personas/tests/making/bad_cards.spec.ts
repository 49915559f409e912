import { test } from '@japa/runner'
import fc from 'fast-check'
import { deflateRawSync } from 'node:zlib'
import { CardError, type CardProblem } from '#plugins/personas/cards/card_error'
import { CARD_LIMITS } from '#plugins/personas/cards/card_limits'
import { readCardFile } from '#plugins/personas/cards/read_card_file'
import { PERSONA_LIMITS } from '#plugins/personas/making/persona_limits'
import * as cards from '#tests/fixtures/cards/cards'
import { archive, base64Of, jsonOf, png, text, utf8 } from '#tests/fixtures/cards/files'

/** Why a file is refused; null when it is taken. */
function problemOf(bytes: Uint8Array): CardProblem | null {
  try {
    readCardFile(bytes)
    return null
  } catch (error) {
    if (error instanceof CardError) return error.problem
    throw error
  }
}

const card = png([text('chara', base64Of(cards.V2))])
const charx = archive({ 'card.json': jsonOf(cards.V3), 'a.bin': new Uint8Array(5_000) })

/** A copy in which one byte differs. */
function bent(bytes: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(bytes)
  copy[at] = (copy[at] ?? 0) ^ 0x41
  return copy
}

/** An archive whose one file says that it is small and unpacks to 60 MB. */
function lyingArchive(): Uint8Array {
  const packed = deflateRawSync(Buffer.alloc(60 * 1024 * 1024))
  const bytes = Buffer.from(archive({ 'card.json': packed }))
  // Stored becomes deflated; the sizes stay those of what is packed.
  bytes.writeUInt16LE(8, 8)
  bytes.writeUInt16LE(8, bytes.indexOf(Buffer.from('PK\x01\x02', 'latin1')) + 10)
  return bytes
}

const many = Object.fromEntries(
  Array.from({ length: CARD_LIMITS.entries + 1 }, (_, at) => [`${at}.txt`, utf8('x')])
)
const entries = Array.from({ length: PERSONA_LIMITS.loreEntries + 1 }, () => ({
  keys: ['k'],
  content: 'c',
}))
const deep = `{"name":"a","first_mes":"b","extensions":${'['.repeat(5_000)}${']'.repeat(5_000)}}`

const BAD: [string, Uint8Array, CardProblem][] = [
  ['an empty file', new Uint8Array(), 'unknown_file'],
  ['a GIF', utf8('GIF89a........'), 'unknown_file'],
  ['a film', Uint8Array.of(0, 0, 0, 24, 102, 116, 121, 112), 'unknown_file'],
  ['a picture without a card', png(), 'no_card'],
  ['an archive without a card', archive({ 'a.txt': utf8('x') }), 'no_card'],
  ['a package.json', jsonOf({ name: 'a', description: 'b' }), 'not_a_card'],
  ['a list', jsonOf([cards.V2]), 'not_a_card'],
  ['half a JSON', jsonOf(cards.V2).slice(0, 300), 'not_json'],
  ['a PNG whose card is no JSON', png([text('chara', 'bm8=')]), 'not_json'],
  ['a PNG cut in the card', card.slice(0, 600), 'truncated'],
  ['a PNG cut before its end', card.slice(0, -12), 'truncated'],
  ['a PNG with a bent byte', bent(card, 500), 'damaged'],
  ['a CHARX cut at its end', charx.slice(0, -40), 'truncated'],
  ['a CHARX with a bent byte', bent(charx, 200), 'damaged'],
  ['a CHARX that reaches outside', archive({ '../card.json': utf8('{}') }), 'damaged'],
  ['a CHARX of too many files', archive(many), 'bomb'],
  ['a zip bomb', archive({ 'card.json': new Uint8Array(60 * 1024 * 1024) }), 'bomb'],
  ['a zip bomb that lies about its size', lyingArchive(), 'bomb'],
  ['a file beyond the limit', new Uint8Array(CARD_LIMITS.fileBytes + 1), 'too_large'],
  [
    'a JSON beyond its limit',
    jsonOf({ ...cards.V1, avatar: 'x'.repeat(CARD_LIMITS.jsonBytes) }),
    'card_too_large',
  ],
  ['a JSON that is nested without end', utf8(deep), 'card_too_large'],
  [
    'a picture of too many pixels',
    png([text('chara', base64Of(cards.V1))], 4_097),
    'picture_too_large',
  ],
  ['a speck', png([text('chara', base64Of(cards.V1))], 8), 'damaged'],
]

test.group('A file that is no good card', () => {
  test('{0} is refused as {2}')
    .with(BAD)
    .run(({ assert }, [, bytes, problem]) => {
      assert.equal(problemOf(bytes), problem)
    })

  test('a lorebook of more entries than a persona may have is refused when it is read', async ({
    assert,
  }) => {
    const { readCard } = await import('#plugins/personas/cards/read_card')
    const huge = { ...cards.V1, character_book: { entries } }
    assert.throws(() => readCard(huge, { name: 'x', language: 'en' }), /lorebook_too_large/)
  })

  test('whatever is cut off or bent, the answer is a card or a known problem', ({ assert }) => {
    for (const whole of [card, charx, jsonOf(cards.V2)]) {
      fc.assert(
        fc.property(fc.nat(whole.length - 1), fc.boolean(), (at, cut) => {
          const problem = problemOf(cut ? whole.slice(0, at) : bent(whole, at))
          if (cut) assert.isNotNull(problem)
        }),
        { numRuns: 150 }
      )
    }
  })

  test('noise is never a card', ({ assert }) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
        assert.isNotNull(problemOf(noise))
        assert.isNotNull(problemOf(Buffer.concat([charx.slice(0, 30), noise])))
        assert.isNotNull(problemOf(Buffer.concat([card.slice(0, 33), noise])))
      })
    )
  })
})
