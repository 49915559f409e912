import { test } from '@japa/runner'
import { ModelError } from '#plugins/ai/api'
import { judgeDelivery, type MadeReply } from '#plugins/personas/judge_delivery'
import { luna } from '#plugins/personas/demo/luna'
import { LeakedPrompt } from '#plugins/personas/prompt/leak_guard'

const made: MadeReply = {
  price: 2_000n,
  produced: 600,
  finished: false,
  interrupted: false,
  sliders: luna.sliders,
}
const messageIds: string[] = []

test.group('What a fan pays for', () => {
  test('a delivered reply costs its price, an empty one nothing', ({ assert }) => {
    const delivered = (text: string) =>
      judgeDelivery({ outcome: 'delivered', text, messageIds }, made)
    assert.containsSubset(delivered('Hello.'), { outcome: 'delivered', charge: 2_000n })
    assert.containsSubset(delivered(' \n'), {
      outcome: 'failed',
      failure: 'empty_answer',
      charge: 0n,
    })
  })

  test('a stopped one costs its part, blanks are no part, a free one is free', ({ assert }) => {
    const stopped = (text: string, change: Partial<MadeReply> = {}) =>
      judgeDelivery({ outcome: 'stopped', text, messageIds }, { ...made, ...change }).charge
    assert.equal(stopped(''), 0n)
    assert.equal(stopped(' \n '), 0n)
    assert.equal(stopped('x'.repeat(300)), 1_000n)
    assert.equal(stopped('x'.repeat(300), { price: 0n }), 0n)
    assert.equal(stopped('x'.repeat(300), { interrupted: true }), 0n)
    // A frontend that shows more than it was given cannot raise the charge above the price.
    assert.equal(stopped('x'.repeat(900)), 2_000n)
  })

  test('nothing else costs anything', ({ assert }) => {
    const failed = (error: unknown) =>
      judgeDelivery({ outcome: 'failed', text: 'Once upon', error }, made)
    assert.containsSubset(failed(new ModelError('broken_off')), {
      outcome: 'failed',
      failure: 'broken_off',
      charge: 0n,
      text: '',
    })
    assert.containsSubset(failed(new Error('boom')), { failure: 'internal', charge: 0n })
    assert.containsSubset(failed(new LeakedPrompt()), { outcome: 'blocked', charge: 0n, text: '' })
    assert.containsSubset(judgeDelivery({ outcome: 'undelivered', reason: 'gone' }, made), {
      outcome: 'undelivered',
      failure: 'gone',
      charge: 0n,
    })
  })
})
