import { test } from '@japa/runner'
import { InOrder } from '#app/bot_kit/in_order'

/** A step that ends when it is told to, and writes down when it began and ended. */
function step(name: string, log: string[]) {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const run = async () => {
    log.push(`${name} begins`)
    const value = await promise
    log.push(`${name} ends`)
    return value
  }
  return { run, end: () => resolve(name), fail: () => reject(new Error(name)) }
}

test.group('in order', () => {
  test('steps of one key wait for each other, others do not', async ({ assert }) => {
    const log: string[] = []
    const order = new InOrder()
    const [a, b, other] = [step('a', log), step('b', log), step('other', log)]
    const running = [order.pass('x', a.run), order.pass('x', b.run), order.pass('y', other.run)]
    other.end()
    b.end()
    await running[2]
    assert.deepEqual(log, ['a begins', 'other begins', 'other ends'])
    a.end()
    assert.deepEqual(await Promise.all(running), ['a', 'b', 'other'])
    assert.deepEqual(log.slice(3), ['a ends', 'b begins', 'b ends'])
  })

  test('a step that fails stops none behind it', async ({ assert }) => {
    const log: string[] = []
    const order = new InOrder()
    const [a, b] = [step('a', log), step('b', log)]
    const first = order.pass('x', a.run)
    const second = order.pass('x', b.run)
    a.fail()
    b.end()
    await assert.rejects(() => first, 'a')
    assert.equal(await second, 'b')
  })
})
