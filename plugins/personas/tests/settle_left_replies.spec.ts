import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { settleLeftReplies } from '#plugins/personas/actions/settle_left_replies'
import settleLeftRepliesJob from '#plugins/personas/jobs/settle_left_replies'
import { chatServices } from '#plugins/personas/services'
import { sql } from '#app/support/sql'
import {
  contextOfPersonas,
  messagesOf,
  payingFan,
  seed,
  walletOf,
} from '#plugins/personas/tests/support/house'

test.group('Replies whose process died before they were settled', (group) => {
  group.setup(seed)

  test('are settled by the job once they are a minute old, and only once', async ({ assert }) => {
    const fan = await payingFan()
    const reply = (await messagesOf(fan)).at(-1)
    await sql(
      `update personas_messages set settled_at = null, created_at = now() - interval '2 minutes'
       where hold_id = :hold`,
      { hold: reply?.hold_id ?? '' }
    )
    const job = settleLeftRepliesJob(await contextOfPersonas())
    const { signal } = new AbortController()
    const order = { topic: 'personas.settle_left_replies', key: 'test', payload: {}, attempt: 1 }
    await job({ ...order, signal })
    assert.isNotNull((await messagesOf(fan)).at(-1)?.settled_at)
    assert.equal((await messagesOf(fan)).at(-1)?.charge, 2_000n)
    assert.equal((await walletOf(fan)).available, 48_000n)
  })

  test('one that cannot be settled holds up none of the others', async ({ assert }) => {
    const broken = await payingFan()
    const sound = await payingFan()
    const hold = async (fan: typeof broken) => (await messagesOf(fan)).at(-1)?.hold_id ?? ''
    await sql('update personas_messages set settled_at = null where hold_id in (:broken, :sound)', {
      broken: await hold(broken),
      sound: await hold(sound),
    })
    const right = await hold(broken)
    await sql('update personas_messages set hold_id = :wrong where hold_id = :right', {
      wrong: '999999999999',
      right,
    })
    const services = chatServices(await contextOfPersonas())
    await assert.rejects(() => settleLeftReplies(services, 0), 'Some replies could not be settled')
    assert.isNotNull((await messagesOf(sound)).at(-1)?.settled_at)
    assert.isNull((await messagesOf(broken)).at(-1)?.settled_at)
    await sql('update personas_messages set hold_id = :right where hold_id = :wrong', {
      wrong: '999999999999',
      right,
    })
    await settleLeftReplies(services, 0)
    assert.isNotNull((await messagesOf(broken)).at(-1)?.settled_at)
  })

  test('one whose hold the database’s server lost in a crash is free', async ({ assert }) => {
    const fan = await payingFan()
    const told = { lost: randomUUID(), was: (await messagesOf(fan)).at(-1)?.hold_id ?? '' }
    await sql(
      'update personas_messages set settled_at = null, hold_id = :lost where hold_id = :was',
      told
    )
    assert.isAbove(await settleLeftReplies(chatServices(await contextOfPersonas()), 0), 0)
    assert.containsSubset((await messagesOf(fan)).at(-1), { charge: 0n, hold_id: told.lost })
    assert.isNotNull((await messagesOf(fan)).at(-1)?.settled_at)
  })
})
