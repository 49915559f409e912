import { test } from '@japa/runner'
import fc from 'fast-check'
import { matchLore } from '#plugins/personas/lorebook/match_lore'
import type { LoreEntry, Lorebook } from '#plugins/personas/lorebook/lorebook'
import { countWords, lorebook } from '#plugins/personas/lorebook/tests/support'

const broughtUp = (book: Lorebook, ...recent: string[]): readonly string[] => {
  const { before, after } = matchLore(book, { recent, countTokens: countWords })
  return [...before, ...after]
}

test.group('Lorebook', () => {
  test('{0} in “{1}”: {2}')
    .with([
      ['cat', 'The cat sleeps.', true],
      ['cat', 'A concatenation', false],
      ['cat', 'CATS', false],
      ['Cat', 'my cat', true],
      ['dragon', 'dragon', true],
      ['dragon', '«dragon»?', true],
      ['dragon', 'dragon_egg', false],
      ['St. John', 'He prayed to st. john.', true],
      ['St. John', 'St. Johnson', false],
      ['#tag', 'see #tag!', true],
      ['#tag', 'see x#tag', true],
      ['Ñandú', 'el ñandú corre', true],
      ['ñandú', 'el n\u0303andu\u0301 corre', true],
      ['अग्नि', 'यह अग्नि है', true],
      ['अग्नि', 'अग्निपथ', false],
      ['猫', '黒猫がいる', true],
      ['แมว', 'ฉันมีแมวตัวหนึ่ง', true],
      ['🐉', 'look: 🐉!', true],
      ['𝒳', 'a𝒳', false],
      ['cat', 'concat cat', true],
      ['cat', '', false],
      ['  cat  ', 'a cat', true],
      ['   ', 'a cat', false],
    ] as const)
    .run(({ assert }, [key, text, found]) => {
      const book = lorebook([{ keys: [key] }])
      assert.deepEqual(broughtUp(book, text), found ? ['Something is known.'] : [])
    })

  test('case counts where the entry says so', ({ assert }) => {
    const book = lorebook([{ keys: ['Rose'], caseSensitive: true }])
    assert.lengthOf(broughtUp(book, 'a rose'), 0)
    assert.lengthOf(broughtUp(book, 'my Rose'), 1)
  })

  test('constant entries always come, disabled and empty ones never', ({ assert }) => {
    const book = lorebook([
      { constant: true, content: 'Always.' },
      { constant: true, enabled: false, content: 'Never.' },
      { keys: ['x'], enabled: false, content: 'Never.' },
      { constant: true, content: '  ' },
    ])
    assert.deepEqual(broughtUp(book, 'x'), ['Always.'])
  })

  test('a selective entry needs one of its secondary keys too', ({ assert }) => {
    const book = lorebook([
      { keys: ['castle'], secondaryKeys: ['ghost', 'night'], selective: true },
    ])
    assert.lengthOf(broughtUp(book, 'the castle'), 0)
    assert.lengthOf(broughtUp(book, 'a ghost'), 0)
    assert.lengthOf(broughtUp(book, 'the castle', 'at night'), 1)
    const without = lorebook([{ keys: ['castle'], secondaryKeys: [], selective: true }])
    assert.lengthOf(broughtUp(without, 'the castle'), 1)
    const unselective = lorebook([{ keys: ['castle'], secondaryKeys: ['ghost'] }])
    assert.lengthOf(broughtUp(unselective, 'the castle'), 1)
  })

  test('only the newest messages are searched', ({ assert }) => {
    const book = lorebook([{ keys: ['castle'] }], { scanDepth: 2 })
    assert.lengthOf(broughtUp(book, 'castle', 'b', 'c'), 0)
    assert.lengthOf(broughtUp(book, 'a', 'castle', 'c'), 1)
    assert.lengthOf(broughtUp({ ...book, scanDepth: 0 }, 'castle'), 0)
  })

  test('entries bring up others where that is on, and never without end', ({ assert }) => {
    const chain = [
      { keys: ['castle'], content: 'The castle has a tower.' },
      { keys: ['tower'], content: 'The tower has a ghost.' },
      { keys: ['ghost'], content: 'The ghost misses the castle.' },
    ]
    assert.lengthOf(broughtUp(lorebook(chain), 'castle'), 1)
    assert.lengthOf(broughtUp(lorebook(chain, { recursive: true }), 'castle'), 3)
    const long = Array.from({ length: 50 }, (_, at) => ({
      keys: [`k${at}`],
      content: `then k${at + 1}`,
    }))
    assert.lengthOf(broughtUp(lorebook(long, { recursive: true }), 'k0'), 6)
  })

  test('they stand in their order, before or after the character', ({ assert }) => {
    const book = lorebook([
      { constant: true, content: 'third', insertionOrder: 9 },
      { constant: true, content: 'after', position: 'after_character', insertionOrder: 1 },
      { constant: true, content: 'first', insertionOrder: -4 },
      { constant: true, content: 'second', insertionOrder: 9, priority: 5, keys: [] },
    ])
    assert.deepEqual(matchLore(book, { recent: [], countTokens: countWords }), {
      before: ['first', 'third', 'second'],
      after: ['after'],
    })
  })

  test('where the budget is short, those of low priority go', ({ assert }) => {
    const book = lorebook(
      [
        { constant: true, content: 'one two three', priority: 1 },
        { constant: true, content: 'four five', priority: 9 },
        { constant: true, content: 'six', priority: 0 },
      ],
      { tokenBudget: 3 }
    )
    assert.deepEqual(broughtUp(book), ['four five', 'six'])
    assert.deepEqual(broughtUp({ ...book, tokenBudget: 0 }), [])
  })

  test('the same as the plain rules say, for any lorebook and talk', ({ assert }) => {
    const word = fc.constantFrom('castle', 'ghost', 'tower', 'ñu', 'sea', 'at')
    const text = fc
      .array(fc.oneof(word, fc.constantFrom(',', 'Castle', 'seaside', 'ghost.')))
      .map((words) => words.join(' '))
    const anEntry = fc.record({
      keys: fc.array(word, { maxLength: 2 }),
      secondaryKeys: fc.array(word, { maxLength: 2 }),
      selective: fc.boolean(),
      constant: fc.boolean(),
      enabled: fc.boolean(),
      caseSensitive: fc.boolean(),
      content: fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' ')),
      insertionOrder: fc.integer({ min: 0, max: 3 }),
      priority: fc.integer({ min: 0, max: 3 }),
    })
    fc.assert(
      fc.property(
        fc.array(anEntry, { maxLength: 12 }),
        fc.array(text, { maxLength: 5 }),
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 0, max: 20 }),
        fc.boolean(),
        (entries, recent, scanDepth, tokenBudget, recursive) => {
          const book = lorebook(entries, { scanDepth, tokenBudget, recursive })
          assert.deepEqual(broughtUp(book, ...recent), plainly(book, recent))
        }
      ),
      { numRuns: 500 }
    )
  })
})

/** The rules, written down without a thought for speed. */
function plainly(book: Lorebook, recent: readonly string[]): readonly string[] {
  const texts = book.scanDepth === 0 ? [] : recent.slice(-book.scanDepth)
  const found = new Set<LoreEntry>()
  const stands = (entry: LoreEntry, keys: readonly string[]) =>
    keys.some((key) =>
      texts.some((text) =>
        text
          .split(/[^\p{L}]+/u)
          .some((word) =>
            entry.caseSensitive ? word === key : word.toLowerCase() === key.toLowerCase()
          )
      )
    )
  for (let step = 0; step <= (book.recursive ? 5 : 0); step++) {
    const now = book.entries.filter(
      (entry) =>
        entry.enabled &&
        !found.has(entry) &&
        (entry.constant ||
          (stands(entry, entry.keys) &&
            (!entry.selective ||
              entry.secondaryKeys.length === 0 ||
              stands(entry, entry.secondaryKeys))))
    )
    for (const entry of now) found.add(entry)
    texts.push(...now.map(({ content }) => content))
  }
  const inPrompt = book.entries
    .filter((entry) => found.has(entry))
    .toSorted((a, b) => a.insertionOrder - b.insertionOrder)
  let left = book.tokenBudget
  const kept = new Set(
    inPrompt
      .toSorted((a, b) => b.priority - a.priority)
      .filter(({ content }) => {
        const fits = countWords(content) <= left
        if (fits) left -= countWords(content)
        return fits
      })
  )
  return inPrompt.filter((entry) => kept.has(entry)).map(({ content }) => content)
}
