import { test } from '@japa/runner'
import fc from 'fast-check'
import { fairStopCharge, fullPriceLength, type StoppedReply } from '#plugins/personas/fair_stop'
import { DEMO_PERSONAS } from '#plugins/personas/demo/index'

const stopped = fc
  .record({
    price: fc.bigInt({ min: 1n, max: 5_000n }),
    delivered: fc.nat({ max: 5_000 }),
    ahead: fc.nat({ max: 5_000 }),
    finished: fc.boolean(),
    fullLength: fc.integer({ min: 60, max: 800 }),
  })
  .map(({ ahead, ...reply }): StoppedReply => ({ ...reply, produced: reply.delivered + ahead }))

test.group('What a stopped reply costs', () => {
  test('nothing delivered costs nothing, else it is between a millicoin and the price', ({
    assert,
  }) => {
    fc.assert(
      fc.property(stopped, (reply) => {
        const charge = fairStopCharge(reply)
        if (reply.delivered === 0) assert.equal(charge, 0n)
        else assert.isTrue(charge >= 1n && charge <= reply.price)
      })
    )
  })

  test('more delivered never costs less', ({ assert }) => {
    fc.assert(
      fc.property(stopped, fc.nat({ max: 5_000 }), (reply, fewer) => {
        const less = { ...reply, delivered: Math.min(fewer, reply.delivered) }
        assert.isTrue(fairStopCharge(less) <= fairStopCharge(reply))
      })
    )
  })

  test('no character is cheaper than in a reply that was read to its end', ({ assert }) => {
    fc.assert(
      fc.property(stopped, (reply) => {
        const readToItsEnd = Math.max(reply.produced, reply.finished ? 0 : reply.fullLength)
        // charge / delivered >= price / whole, without division.
        assert.isTrue(
          fairStopCharge(reply) * BigInt(readToItsEnd) >= reply.price * BigInt(reply.delivered)
        )
      })
    )
  })

  test('the last word is worth no stopping', ({ assert }) => {
    fc.assert(
      fc.property(stopped, (reply) => {
        const all = { ...reply, delivered: reply.produced }
        if (reply.produced >= reply.fullLength || (reply.finished && reply.produced > 0)) {
          assert.equal(fairStopCharge(all), reply.price)
        }
      })
    )
  })

  test('a fan who stops gets back what was not delivered', ({ assert }) => {
    const half = { price: 2_000n, delivered: 150, produced: 300, finished: true, fullLength: 270 }
    assert.equal(fairStopCharge(half), 1_000n)
    assert.equal(fairStopCharge({ ...half, delivered: 1 }), 7n)
    assert.equal(fairStopCharge({ ...half, finished: false, produced: 1_000 }), 300n)
    assert.equal(fairStopCharge({ ...half, finished: false, produced: 150 }), 1_112n)
  })

  test('a talkative persona has a longer full length', ({ assert }) => {
    const lengths = DEMO_PERSONAS.toSorted((a, b) => a.sliders.verbosity - b.sliders.verbosity).map(
      ({ sliders }) => fullPriceLength(sliders)
    )
    assert.deepEqual(
      lengths,
      lengths.toSorted((a, b) => a - b)
    )
    assert.isTrue((lengths[0] ?? 0) >= 60)
  })
})
