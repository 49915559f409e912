import { test } from '@japa/runner'
import fc from 'fast-check'
import { SearchIndex } from '#plugins/personas/knowledge/index/search_index'
import { wordReader } from '#plugins/personas/knowledge/index/words'
import { KNOWLEDGE_LIMITS } from '#plugins/personas/knowledge/limits'

const indexOf = (texts: readonly string[], language = 'en') =>
  SearchIndex.build(
    texts.map((text) => ({ text, tokens: Math.ceil(text.length / 4) })),
    wordReader(language)
  )

async function best(language: string, texts: readonly string[], asked: string) {
  const index = await indexOf(texts, language)
  return index.search(asked, 10_000).map(({ text }) => text)
}

test.group('Knowledge | search', () => {
  test('{0}: “{1}” finds “{2}”')
    .with([
      ['en', 'Who was fishing?', 'The fisherman fished at night.'],
      ['en', 'lighthouses', 'A lighthouse stands there.'],
      ['en', 'CAFE', 'The café is closed.'],
      ['es', '¿cómo eran las canciones?', 'Su canción favorita es triste.'],
      ['es', 'cancion', 'Su canción favorita es triste.'],
      ['es', 'pescadores', 'El pescador volvió tarde.'],
      ['de', 'Straße', 'Die straße ist leer.'],
      ['hi', 'प्रकाशस्तंभ कहाँ है', 'पुराना प्रकाशस्तंभ जल गया।'],
      ['ja', '灯台はどこ？', '古い灯台は焼けた。'],
      ['th', 'ประภาคาร', 'เห็นประภาคารเก่าไหม'],
      ['ru', 'маяки', 'Где маяки?'],
      ['xx', 'emoji 🐉 dragon', 'a dragon'],
    ] as const)
    .run(async ({ assert }, [language, asked, text]) => {
      const others = ['Nothing of it.', 'Otra cosa distinta.', '別の話です。']
      assert.deepEqual(await best(language, [...others, text], asked), [text])
    })

  test('what says nothing finds nothing', async ({ assert }) => {
    const texts = ['You are the one who is there.', 'How do you do?']
    for (const asked of ['how are you?', '', '🐉', '...', 'zebra']) {
      assert.deepEqual(await best('en', texts, asked), [])
    }
    assert.deepEqual(await best('en', [], 'anything'), [])
  })

  test('rare words weigh more, and the best comes first', async ({ assert }) => {
    const texts = [
      ...Array.from({ length: 30 }, (_, at) => `The harbour was busy on day ${at}.`),
      'The harbour burned: Bruno had dropped his lantern.',
    ]
    const [first] = await best('en', texts, 'What about Bruno and the harbour?')
    assert.equal(first, texts.at(-1))
  })

  test('never more than the budget, and never too many, for any text', async ({ assert }) => {
    const word = fc.constantFrom('sea', 'isle', 'ship', 'ñandú', '灯台', 'toString', '__proto__')
    const text = fc.array(word, { minLength: 1, maxLength: 30 }).map((words) => words.join(' '))
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { maxLength: 60 }),
        text,
        fc.integer({ min: 0, max: 300 }),
        async (texts, asked, budget) => {
          const index = await indexOf(texts)
          const found = index.search(asked, budget)
          assert.isAtMost(
            found.reduce((sum, { tokens }) => sum + tokens, 0),
            budget
          )
          assert.isAtMost(found.length, KNOWLEDGE_LIMITS.found)
          for (const { text: one } of found) assert.include(texts, one)
        }
      )
    )
  })

  test('the scores are those of BM25, written down plainly', async ({ assert }) => {
    const word = fc.constantFrom('sea', 'isle', 'ship', 'tide', 'gull')
    const text = fc.array(word, { minLength: 1, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 1, maxLength: 25 }),
        text,
        async (texts, asked) => {
          const index = await indexOf(
            texts.map((words) => words.join(' ')),
            'xx'
          )
          const scores = texts.map((words) => plainScore(texts, words, asked))
          const most = Math.max(...scores)
          const found = index.search(asked.join(' '), 1_000_000).map(({ text: one }) => one)
          const expected = texts
            .map((words, at) => ({ text: words.join(' '), score: scores[at] ?? 0 }))
            .filter(({ score }) => score > 0 && score > most * 0.3501)
          assert.equal(found[0] !== undefined, most > 0)
          const bestText = expected
            .filter(({ score }) => score > most - 1e-4)
            .map((one) => one.text)
          if (most > 0) assert.include(bestText, found[0] ?? '')
          const shown = new Set(found)
          if (found.length < KNOWLEDGE_LIMITS.found) {
            for (const { text: one } of expected) assert.isTrue(shown.has(one))
          }
        }
      )
    )
  })

  test('5,000 passages are searched in far less than 10 ms', async ({ assert }) => {
    const texts = Array.from({ length: KNOWLEDGE_LIMITS.passages }, (_, at) =>
      Array.from({ length: 150 }, (__, n) => `word${(at * 31 + n * n) % 9_000}`).join(' ')
    )
    const index = await indexOf(texts)
    const asked = Array.from({ length: 60 }, (_, n) => `word${n * 7}`).join(' ')
    const times = Array.from({ length: 41 }, () => {
      const start = performance.now()
      index.search(asked, 3_000)
      return performance.now() - start
    }).sort((a, b) => a - b)
    assert.isBelow(times[20] ?? Infinity, 10)
    assert.isBelow(index.bytes, 40 * 1024 * 1024)
  })
})

/** Okapi BM25 as in the books, with k1 = 1.2 and b = 0.75. */
function plainScore(
  texts: readonly (readonly string[])[],
  words: readonly string[],
  asked: readonly string[]
): number {
  const average = texts.reduce((sum, one) => sum + one.length, 0) / texts.length
  let score = 0
  for (const word of new Set(asked)) {
    const having = texts.filter((one) => one.includes(word)).length
    const times = words.filter((one) => one === word).length
    const rarity = Math.log(1 + (texts.length - having + 0.5) / (having + 0.5))
    score += (rarity * times * 2.2) / (times + 1.2 * (1 - 0.75 + (0.75 * words.length) / average))
  }
  return score
}
