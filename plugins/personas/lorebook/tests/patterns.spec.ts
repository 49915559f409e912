import { test } from '@japa/runner'
import { LORE_LIMITS } from '#plugins/personas/lorebook/limits'
import { matchLore } from '#plugins/personas/lorebook/match_lore'
import { validateLorebook } from '#plugins/personas/lorebook/validate_lorebook'
import { countWords, lorebook } from '#plugins/personas/lorebook/tests/support'

const finds = (key: string, text: string, caseSensitive = false): boolean =>
  matchLore(lorebook([{ keys: [key], useRegex: true, caseSensitive }]), {
    recent: [text],
    countTokens: countWords,
  }).before.length > 0

/** Patterns that never end in a backtracking engine, or that are as large as they can be. */
const CATASTROPHIC = [
  '(a+)+$',
  '(a|aa)+!x',
  '(a|a?)+b',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '(?:a?){200}a{200}',
  '(.*a){25}b',
  '((a{10}){10}){10}'.repeat(17),
  '(\\pL{1000})',
  '('.repeat(150) + ')'.repeat(150),
]

test.group('Lorebook | regular expressions', () => {
  test('{0} in “{1}”: {2}')
    .with([
      ['/drag(on|oon)s?/', 'two dragoons', true],
      ['/dragon/', 'DRAGON', false],
      ['/dragon/i', 'DRAGON', true],
      ['/a.b/s', 'a\nb', true],
      ['/^b$/m', 'a\nb\nc', true],
      ['/\\bcat\\b/', 'concat', false],
      ['dragon', 'DRAGON', true],
      ['/\\u00e9t\\u00e9/u', 'l’été', true],
      ['/a\\/b/', 'a/b', true],
      ['/(?<year>\\d{4})/', 'in 1999', true],
    ] as const)
    .run(({ assert }, [key, text, found]) => {
      assert.equal(finds(key, text), found)
    })

  test('without flags of its own, case is the entry’s', ({ assert }) => {
    assert.isFalse(finds('dragon', 'DRAGON', true))
  })

  test('a catastrophic pattern holds nothing up: {$self}')
    .with(CATASTROPHIC)
    .run(({ assert }, key) => {
      const book = lorebook([
        { keys: [key], useRegex: true },
        { keys: ['lighthouse'], content: 'It burned down.' },
      ])
      const recent = [`${'a'.repeat(LORE_LIMITS.talkScanned)}! lighthouse`]
      const start = performance.now()
      const found = matchLore(book, { recent, countTokens: countWords })
      assert.isBelow(performance.now() - start, 1_000)
      assert.include(found.before, 'It burned down.')
    })

  test('five hundred of them at once neither', ({ assert }) => {
    const book = lorebook(
      Array.from({ length: 500 }, (_, at) => ({ keys: [`(a|a?)+${at}b`], useRegex: true }))
    )
    const start = performance.now()
    matchLore(book, { recent: ['a'.repeat(20_000)], countTokens: countWords })
    assert.isBelow(performance.now() - start, 1_000)
  })

  test('what is not supported is told at import, and skipped in talk', ({ assert }) => {
    const book = lorebook([
      { name: 'Tower', keys: ['(a)\\1', 'x(?=y)', '(unclosed', 'fine'], useRegex: true },
      { keys: ['(?<!a)b'], useRegex: true, caseSensitive: true },
      { keys: ['(a)\\1'] },
    ])
    assert.deepEqual(
      validateLorebook(book).map(({ entry, name, key, reason }) => ({ entry, name, key, reason })),
      [
        { entry: 0, name: 'Tower', key: '(a)\\1', reason: 'pattern_unsupported' },
        { entry: 0, name: 'Tower', key: 'x(?=y)', reason: 'pattern_unsupported' },
        { entry: 0, name: 'Tower', key: '(unclosed', reason: 'pattern_unsupported' },
        { entry: 1, name: '(?<!a)b', key: '(?<!a)b', reason: 'pattern_unsupported' },
      ]
    )
    assert.isFalse(finds('(a)\\1', 'aa (a)\\1'))
    assert.isTrue(finds('fine', 'fine'))
  })

  test('what is too long or too much is told', ({ assert }) => {
    const reasons = (book: Parameters<typeof validateLorebook>[0]) => [
      ...new Set(validateLorebook(book).map(({ reason }) => reason)),
    ]
    assert.deepEqual(reasons(lorebook([{ keys: ['k'.repeat(201)] }])), ['key_too_long'])
    assert.deepEqual(reasons(lorebook([{ keys: ['k'.repeat(301)], useRegex: true }])), [
      'pattern_too_long',
    ])
    assert.deepEqual(reasons(lorebook([{ keys: ['x{900}'], useRegex: true }])), [
      'pattern_too_long',
    ])
    assert.deepEqual(reasons(lorebook([{ keys: Array<string>(101).fill('k') }])), ['too_many_keys'])
    assert.deepEqual(reasons(lorebook([{ keys: [], content: 'c'.repeat(20_001) }])), [
      'content_too_long',
    ])
    assert.deepEqual(reasons(lorebook(Array<object>(1_001).fill({ keys: ['k'] }))), [
      'too_many_entries',
    ])
    assert.deepEqual(validateLorebook(lorebook([{ keys: ['k'], secondaryKeys: ['l'] }])), [])
  })

  test('a lorebook of hostile patterns is checked in bounded time', ({ assert }) => {
    const book = lorebook(
      Array.from({ length: 1_000 }, () => ({
        keys: Array<string>(20).fill('((a{10}){10}){2}'),
        useRegex: true,
      }))
    )
    const start = performance.now()
    validateLorebook(book)
    assert.isBelow(performance.now() - start, 3_000)
  })
})
