import { test } from '@japa/runner'
import { LocalLanes } from '#app/bot_kit/lanes'
import { LIMITS } from '#app/bot_kit/limits'

/** A task that ends when it is told to, and says when it began. */
function task() {
  const begun = Promise.withResolvers<AbortSignal>()
  const end = Promise.withResolvers<void>()
  return {
    begun: begun.promise,
    end: () => end.resolve(),
    fail: (error: Error) => end.reject(error),
    run: async (signal: AbortSignal) => {
      begun.resolve(signal)
      await end.promise
    },
  }
}

test.group('lanes', () => {
  test('one conversation is handled one message at a time, in order', async ({ assert }) => {
    const lanes = new LocalLanes()
    const order: string[] = []
    const first = task()
    const turns = [
      lanes.run('a', async (signal) => {
        await first.run(signal)
        order.push('first')
      }),
      lanes.run('a', async () => void order.push('second')),
    ]
    await first.begun
    assert.deepEqual(order, [])
    first.end()
    await Promise.all(turns)
    assert.deepEqual(order, ['first', 'second'])
  })

  test('another conversation does not wait', async ({ assert }) => {
    const lanes = new LocalLanes()
    const slow = task()
    const running = lanes.run('a', slow.run)
    await slow.begun
    assert.equal(await lanes.run('b', async () => {}), 'ran')
    slow.end()
    await running
  })

  test('a turn that fails does not block the next one', async ({ assert }) => {
    const lanes = new LocalLanes()
    const failing = lanes.run('a', async () => {
      throw new Error('broken')
    })
    await assert.rejects(() => failing, 'broken')
    assert.equal(await lanes.run('a', async () => {}), 'ran')
  })

  test('stopping reaches the running turn, and only that one', async ({ assert }) => {
    const lanes = new LocalLanes()
    const first = task()
    const second = task()
    const turns = [lanes.run('a', first.run), lanes.run('a', second.run)]
    const signal = await first.begun
    assert.isTrue(await lanes.stop('a'))
    assert.isTrue(signal.aborted)
    assert.isFalse(await lanes.stop('a'), 'it was stopped already')
    first.end()
    assert.isFalse((await second.begun).aborted)
    second.end()
    await Promise.all(turns)
    assert.isFalse(await lanes.stop('a'), 'nothing runs')
  })

  test('more messages than may wait are turned away at once', async ({ assert }) => {
    const lanes = new LocalLanes()
    const first = task()
    const running = lanes.run('a', first.run)
    const waiting = Array.from({ length: LIMITS.laneDepth }, () => lanes.run('a', async () => {}))
    assert.equal(await lanes.run('a', async () => {}), 'full')
    first.end()
    await Promise.all([running, ...waiting])
    assert.equal(await lanes.run('a', async () => {}), 'ran')
  })

  test('draining waits for running turns and stops them at the deadline', async ({ assert }) => {
    const lanes = new LocalLanes()
    const deadline = new AbortController()
    const turn = task()
    const running = lanes.run('a', turn.run)
    const signal = await turn.begun
    const drained = lanes.drain(deadline.signal)
    assert.isFalse(signal.aborted)
    deadline.abort()
    assert.isTrue(signal.aborted)
    turn.end()
    await Promise.all([running, drained])
  })

  test('what still waits at the deadline begins stopped', async ({ assert }) => {
    const lanes = new LocalLanes()
    const first = task()
    const running = lanes.run('a', first.run)
    await first.begun
    const second = task()
    const waiting = lanes.run('a', second.run)
    const drained = lanes.drain(AbortSignal.abort())
    first.end()
    assert.isTrue((await second.begun).aborted)
    second.end()
    await Promise.all([running, waiting, drained])
  })
})
