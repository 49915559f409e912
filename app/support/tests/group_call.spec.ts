import { test } from '@japa/runner'
import { until } from '#tests/support/until'
import { GroupCall, QueueFullError } from '#app/support/group_call'
import type { GroupCallOptions } from '#app/support/group_call'

/** A group call whose calls are noted, and end when the test says so. */
function grouped(options: Partial<GroupCallOptions<string, string>> = {}) {
  const calls: { ops: readonly string[]; end: () => void; fail: (error: Error) => void }[] = []
  const group = new GroupCall<string, string>({
    batchSize: 10,
    inFlight: 1,
    queueDepth: 100,
    send: (ops) =>
      new Promise((resolve, reject) => {
        calls.push({ ops, end: () => resolve(ops.map((op) => op.toUpperCase())), fail: reject })
      }),
    ...options,
  })
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  return { group, calls, turn, sent: () => calls.map(({ ops }) => ops.join('')) }
}

test.group('GroupCall', () => {
  test('what is asked in the same turn leaves together, each with its own result', async ({
    assert,
  }) => {
    const { group, calls, turn, sent } = grouped()
    const results = Promise.all(['a', 'b', 'c'].map((op) => group.call(op)))
    await turn()
    calls[0]?.end()
    assert.deepEqual(await results, ['A', 'B', 'C'])
    assert.deepEqual(sent(), ['abc'])
  })

  test('what comes while a call is under way leaves with the next', async ({ assert }) => {
    const { group, calls, turn, sent } = grouped()
    const first = group.call('a')
    await turn()
    const rest = Promise.all([group.call('b'), group.call('c')])
    await turn()
    assert.deepEqual(sent(), ['a'])
    calls[0]?.end()
    await first
    await turn()
    await turn()
    calls[1]?.end()
    assert.deepEqual(await rest, ['B', 'C'])
    assert.deepEqual(sent(), ['a', 'bc'])
  })

  test('a call that is slow gives its place to another, up to the limit', async ({ assert }) => {
    const { group, calls, turn, sent } = grouped({ slow: { after: 1, inFlight: 1 } })
    const results = [group.call('a')]
    await turn()
    results.push(group.call('b'))
    await until(() => sent().length === 2, { what: 'the second call' })
    results.push(group.call('c'))
    const patience = Date.now() + 50
    await until(() => Date.now() > patience)
    assert.deepEqual(sent(), ['a', 'b'])
    calls[0]?.end()
    await until(() => sent().length === 3, { what: 'the third call' })
    calls[1]?.end()
    calls[2]?.end()
    assert.deepEqual(await Promise.all(results), ['A', 'B', 'C'])
  })

  test('no call is larger than the limit, and as many run at once as may', async ({ assert }) => {
    const { group, calls, turn, sent } = grouped({ batchSize: 2, inFlight: 2 })
    const results = Promise.all([...'abcde'].map((op) => group.call(op)))
    await turn()
    await turn()
    await turn()
    assert.deepEqual(sent(), ['ab', 'cd'])
    calls[0]?.end()
    await turn()
    await turn()
    assert.deepEqual(sent(), ['ab', 'cd', 'e'])
    for (const { end } of calls) end()
    assert.deepEqual(await results, [...'ABCDE'])
  })

  test('operations of one lane never travel in the same call', async ({ assert }) => {
    const { group, calls, turn, sent } = grouped({ lane: (op) => op.charAt(0) })
    const results = Promise.all(['a1', 'b1', 'a2', 'a3', 'c1'].map((op) => group.call(op)))
    for (let n = 0; n < 3; n++) {
      await turn()
      calls[n]?.end()
      await turn()
    }
    assert.deepEqual(sent(), ['a1b1c1', 'a2', 'a3'])
    assert.deepEqual(await results, ['A1', 'B1', 'A2', 'A3', 'C1'])
  })

  test('a failed call fails all that travelled in it, and the next one goes on', async ({
    assert,
  }) => {
    const { group, calls, turn } = grouped()
    const lost = Promise.allSettled([group.call('a'), group.call('b')])
    await turn()
    const next = group.call('c')
    calls[0]?.fail(new Error('gone'))
    assert.deepEqual(
      (await lost).map(({ status }) => status),
      ['rejected', 'rejected']
    )
    await turn()
    await turn()
    calls[1]?.end()
    assert.equal(await next, 'C')
  })

  test('where it makes sense, a failed call is tried one by one', async ({ assert }) => {
    const sent: string[] = []
    const { group } = grouped({
      separate: () => true,
      send: async (ops) => {
        sent.push(ops.join(''))
        if (ops.includes('b')) throw new Error('b is bad')
        return ops
      },
    })
    const results = await Promise.allSettled(['a', 'b', 'c'].map((op) => group.call(op)))
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled']
    )
    assert.deepEqual(sent, ['abc', 'a', 'b', 'c'])
  })

  test('a call that forgets an operation fails that one alone', async ({ assert }) => {
    const { group } = grouped({ send: async (ops) => ops.slice(0, 1) })
    const results = await Promise.allSettled([group.call('a'), group.call('b')])
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected']
    )
  })

  test('more than may wait is refused', async ({ assert }) => {
    const { group, calls, turn } = grouped({ queueDepth: 2 })
    const waiting = [group.call('a'), group.call('b')]
    await assert.rejects(() => group.call('c'), QueueFullError)
    await turn()
    calls[0]?.end()
    await Promise.all(waiting)
  })
})
