import { test } from '@japa/runner'
import { countPrompt, countTokens, cutToTokens } from '#plugins/ai/tokens'

/** A repeatable stream of numbers from 0 to 1. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const many = (length: number, piece: () => string) => Array.from({ length }, piece).join('')
const random = dice(7)

const HOSTILE: Record<string, string> = {
  'one letter': 'a'.repeat(100_000),
  'random letters': many(100_000, () => String.fromCharCode(97 + random() * 26)),
  'words at the longest length': many(3_000, () => `${'abcdefgh'.repeat(4)} `),
  'spaces': ' '.repeat(100_000),
  'punctuation': '!?$%'.repeat(25_000),
  'emoji': '👩‍👩‍👧‍👦🏳️‍🌈'.repeat(6_000),
  'Chinese': many(100_000, () => String.fromCharCode(0x4e00 + random() * 20_000)),
  'right to left': 'مرحبا بالعالم '.repeat(7_000),
  'binary': many(100_000, () => String.fromCharCode(random() * 0xffff)),
  'lone surrogates': '\ud800'.repeat(100_000),
}

/** Milliseconds of the fastest of a few counts: what the machine did beside it is in the slower ones. */
function fastest(text: string): number {
  return Math.min(
    ...Array.from({ length: 5 }, () => {
      const started = performance.now()
      countTokens(text)
      return performance.now() - started
    })
  )
}

test.group('counting tokens', () => {
  test('counts as OpenAI’s o200k_base does', ({ assert }) => {
    // Counts by another implementation of it (js-tiktoken 1.0.21).
    assert.equal(countTokens(''), 0)
    assert.equal(countTokens('hello world'), 2)
    assert.equal(countTokens('The sea is calm tonight.'), 6)
    assert.equal(countTokens('¿Dónde está la biblioteca?'), 6)
    assert.equal(countTokens('🌙 naïve café — “quoted”'), 9)
  })

  test('names of special tokens are text', ({ assert }) => {
    assert.isAbove(countTokens('<|endoftext|> and <|im_start|>system'), 5)
  })

  test('an English text of 16,000 characters is counted whole, a longer one extrapolated', ({
    assert,
  }) => {
    const sentence = 'The lamp turns once every twelve seconds, and ships count on it. '
    const one = countTokens(sentence.repeat(200))

    assert.closeTo(countTokens(sentence.repeat(1_600)) / (one * 8), 1, 0.02)
  })

  test('cutting a long word changes the count by little', ({ assert }) => {
    const word = 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen'

    assert.closeTo(
      countTokens(word),
      countTokens(word.slice(0, 29)) + countTokens(word.slice(29)),
      3
    )
  })

  test('100 KB of {kind} take about as long as 100 KB of prose')
    .with(Object.entries(HOSTILE).map(([kind, text]) => ({ kind, text })))
    .run(({ assert }, { text }) => {
      const prose = 'The lamp turns once every twelve seconds. '.repeat(2_400)

      const tokens = countTokens(text)

      // Some 4 times in practice, thousands of times where words are not cut. A busy machine delays both.
      assert.isBelow(fastest(text) / fastest(prose), 60)
      assert.isAbove(tokens, 0)
      assert.isAtMost(tokens, text.length * 4)
    })

  test('a prompt costs a little more than its texts', ({ assert }) => {
    assert.equal(
      countPrompt([
        { role: 'system', content: 'hello world' },
        { role: 'user', content: 'hello world' },
      ]),
      2 * (2 + 4)
    )
  })

  test('{kind} are cut to so many tokens at most, from the end')
    .with(Object.entries(HOSTILE).map(([kind, text]) => ({ kind, text })))
    .run(({ assert }, { text }) => {
      const cut = cutToTokens(text, 400)

      assert.isAtMost(countTokens(cut), 400)
      assert.isAbove(cut.length, 0)
      assert.isTrue(cut.isWellFormed())
      assert.equal(cutToTokens('The lamp turns.', 400), 'The lamp turns.')
    })
})
