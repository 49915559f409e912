import { test } from '@japa/runner'
import fc from 'fast-check'
import { clausesAround, isSaidIn } from '#plugins/coach/detect/quotes'
import { stanceOf } from '#plugins/coach/detect/stance'

const stancesOf = (message: string, quote: string) =>
  clausesAround(message, quote)?.map(stanceOf) ?? null

test.group('Quotes', () => {
  test('stand where they were said, whitespace, case and accents aside', ({ assert }) => {
    const message = 'Hola.  Ya   escribí las NORMAS,\nde verdad'
    assert.isNotNull(clausesAround(message, 'ya escribi las normas'))
    assert.isNotNull(clausesAround(message, '“Ya escribí las normas”'))
    assert.isNull(clausesAround(message, 'ya escribí las reglas'))
    assert.isNull(clausesAround(message, ''))
    assert.isNull(clausesAround(message, '.'))
  })

  test('bring the whole clause with them: a word out of a refusal is a refusal', ({ assert }) => {
    assert.deepEqual(stancesOf('I hate Discord', 'Discord'), ['against'])
    assert.deepEqual(stancesOf('Should it be Discord?', 'Discord'), ['question'])
    assert.deepEqual(stancesOf("I hate Slack. Let's do Discord.", "Let's do Discord"), ['firm'])
    // Said twice, both count.
    assert.deepEqual(stancesOf("Not Discord. Well, let's do Discord.", 'Discord')?.toSorted(), [
      'against',
      'firm',
    ])
  })

  test('any part of a message stands in it', ({ assert }) => {
    fc.assert(
      fc.property(
        fc.lorem({ maxCount: 20 }),
        fc.nat(),
        fc.nat({ max: 40 }),
        (message, at, length) => {
          const from = at % message.length
          const quote = message.slice(from, from + length + 3)
          fc.pre(/[a-z]{2}/iu.test(quote))
          assert.isNotNull(clausesAround(message, quote))
        }
      )
    )
  })

  test('a value is the creator’s own where its words are theirs', ({ assert }) => {
    const message = "We'll have two tiers and three rooms"
    assert.isTrue(isSaidIn(message, 'two tiers, three rooms'))
    assert.isFalse(isSaidIn(message, 'fourteen castles with a moat'))
    assert.isFalse(isSaidIn(message, '!!'))
  })
})
