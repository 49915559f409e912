import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { RedisLanes } from '#app/bot_kit/redis_lanes'
import { hasRedis, NO_REDIS, startRedis } from '#tests/support/redis'

const available = await hasRedis()
const redis = available ? await startRedis() : null

/** Two processes' lanes over one Redis. */
async function twoProcesses() {
  const url = redis?.url ?? ''
  const outages: unknown[] = []
  const first = RedisLanes.connect(url, (error) => outages.push(error))
  const second = RedisLanes.connect(url, (error) => outages.push(error))
  const close = () => {
    const now = AbortSignal.abort()
    return Promise.all([first.drain(now), second.drain(now)])
  }
  return { first, second, close, outages, lane: randomUUID() }
}

test.group('lanes across processes', (group) => {
  group.tap((each) => each.skip(!available, NO_REDIS))
  group.teardown(() => redis?.stop())

  test('a conversation is handled by one process at a time', async ({ assert }) => {
    const { first, second, close, lane } = await twoProcesses()
    const order: string[] = []
    const begun = Promise.withResolvers<void>()
    const end = Promise.withResolvers<void>()
    const turns = [
      first.run(lane, async () => {
        begun.resolve()
        await end.promise
        order.push('first')
      }),
    ]
    await begun.promise
    turns.push(second.run(lane, async () => void order.push('second')))
    assert.equal(await second.run(randomUUID(), async () => {}), 'ran', 'another lane is free')
    end.resolve()
    await Promise.all(turns)
    assert.deepEqual(order, ['first', 'second'])
    await close()
  })

  test('a stop reaches the turn in whichever process it runs', async ({ assert }) => {
    const { first, second, close, lane } = await twoProcesses()
    const begun = Promise.withResolvers<void>()
    const stopped = Promise.withResolvers<void>()
    const turn = first.run(lane, async (signal) => {
      signal.addEventListener('abort', () => stopped.resolve())
      begun.resolve()
      await stopped.promise
    })
    await begun.promise
    assert.isTrue(await second.stop(lane))
    await turn
    assert.isFalse(await second.stop(lane), 'nothing runs any more')
    await close()
  })

  test('while Redis is away, people are answered all the same', async ({ assert }) => {
    const { first, close, outages, lane } = await twoProcesses()
    await first.run(lane, async () => {})
    await redis?.kill()
    assert.equal(await first.run(lane, async () => {}), 'ran')
    assert.isFalse(await first.stop(lane))
    assert.isNotEmpty(outages)
    await redis?.restart()
    await close()
  })
})
