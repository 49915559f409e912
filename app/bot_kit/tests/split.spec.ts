import { test } from '@japa/runner'
import fc from 'fast-check'
import { fenceMark, openFence, splitText } from '#app/bot_kit/split'

test.group('splitting a long text', () => {
  test('a short text is one piece, and white space alone is none', ({ assert }) => {
    assert.deepEqual(splitText('short', 10), ['short'])
    assert.deepEqual(splitText('  \n ', 3), [])
  })

  test('at paragraphs before lines, lines before sentences, sentences before words', ({
    assert,
  }) => {
    assert.deepEqual(splitText('One two. Three\nfour\n\nfive six', 26), [
      'One two. Three\nfour',
      'five six',
    ])
    assert.deepEqual(splitText('One two. Three\nfour five', 20), ['One two. Three', 'four five'])
    assert.deepEqual(splitText('One two. Three four', 16), ['One two.', 'Three four'])
    assert.deepEqual(splitText('One two three', 8), ['One two', 'three'])
    assert.deepEqual(splitText('今日は。明日は雨が', 6), ['今日は。', '明日は雨が'])
  })

  test('a break at the very start is passed over: no stubs', ({ assert }) => {
    assert.deepEqual(
      splitText(`Hi\n\n${'word '.repeat(10)}`, 40)[0],
      `Hi\n\n${'word '.repeat(7).trim()}`
    )
  })

  test('never within a character that is written with several units', ({ assert }) => {
    const family = '👨‍👩‍👧‍👦'
    assert.deepEqual(splitText(family.repeat(3), 30), [family.repeat(2), family])
    assert.deepEqual(splitText('😀'.repeat(3), 3), ['😀', '😀', '😀'])
    assert.deepEqual(splitText('e\u0301'.repeat(4), 5), ['e\u0301'.repeat(2), 'e\u0301'.repeat(2)])
  })

  test('loses nothing but white space, and keeps the limit', () => {
    const words = fc.string({
      unit: fc.constantFrom('a', 'Z', ' ', '\n', '\n\n', '. ', '😀', '。', 'é', '🏳️‍🌈'),
    })
    fc.assert(
      fc.property(words, fc.integer({ min: 8, max: 40 }), (text, limit) => {
        const pieces = splitText(text, limit)
        return (
          pieces.every(
            (piece) => piece.length > 0 && piece.length <= limit && piece.isWellFormed()
          ) && pieces.join('').replace(/\s/g, '') === text.replace(/\s/g, '')
        )
      })
    )
  })
})

test.group('an open code block', () => {
  test('is told by the line that opened it', ({ assert }) => {
    assert.equal(openFence('a\n```js\nlet a'), '```js')
    assert.isNull(openFence('```\nx\n```\nafter'))
    assert.equal(openFence('````\n```\n'), '````')
    assert.equal(openFence('```\nx\n```\n~~~py\ny'), '~~~py')
    assert.equal(fenceMark('~~~py'), '~~~')
  })
})
