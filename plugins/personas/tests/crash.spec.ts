import { test } from '@japa/runner'
import { conversation, type Fan } from '#app/bot_kit/testing/conversation'
import { settleLeftReplies } from '#plugins/personas/actions/settle_left_replies'
import { chatServices } from '#plugins/personas/services'
import { sql } from '#app/support/sql'
import { CRASH_POINTS, type CrashPoint } from '#plugins/personas/tests/support/crash_points'
import {
  contextOfPersonas,
  messagesOf,
  payingFan,
  seed,
  sweepHolds,
  walletOf,
} from '#plugins/personas/tests/support/house'
import { startProgram } from '#plugins/personas/tests/support/program'
import { until } from '#tests/support/until'
import { verifyBooks } from '#tests/support/books'

/** Steps from which on the reply is written down, so that it is paid for. */
const WRITTEN: readonly CrashPoint[] = ['before_capture', 'after_capture']

/** A fan with 48 coins, whose next message kills the process that answers it. */
async function crashedFan(crashAt: CrashPoint): Promise<{ fan: Fan; updateId: string }> {
  const fan = await payingFan()
  return { fan, updateId: await crash(fan, crashAt) }
}

/** Has another process answer the fan and die of it. */
async function crash(fan: Fan, crashAt: CrashPoint): Promise<string> {
  const updateId = `crash-${fan.platformId}`
  const task = { platformId: fan.platformId, text: 'Tell me a story.', updateId, pause: false }
  const { signal, texts } = await startProgram({ ...task, crashAt, holdLifetime: 1 }).ended
  if (signal !== 'SIGKILL') throw new Error(`It did not die ${crashAt}, but said: ${texts.join()}`)
  return updateId
}

/** A guest of Luna whose first message kills the process that answers it. */
async function crashedGuest(): Promise<{ fan: Fan; updateId: string }> {
  const fan = await conversation.fan()
  await fan.says('/talk luna')
  return { fan, updateId: await crash(fan, 'after_first_word') }
}

/** What every program does by itself a while after it was started again. */
async function recover(fan: Fan): Promise<void> {
  await settleLeftReplies(chatServices(await contextOfPersonas()), 0)
  await until(async () => {
    await sweepHolds()
    return (await walletOf(fan)).held === 0n
  })
}

/** The platform sends the update again, after the claim of the dead process ran out. */
async function redeliver(fan: Fan, updateId: string): Promise<void> {
  await sql(`update inbox set claimed_at = now() - interval '1 hour' where event_id = :updateId`, {
    updateId,
  })
  await fan.says('Tell me a story.', updateId)
}

test.group('A process that dies in the middle of a paid reply', (group) => {
  group.setup(seed)
  group.teardown(verifyBooks)

  test('{$self}: after a while nothing is held, lost or doubled')
    .with([...CRASH_POINTS])
    .run(async ({ assert }, crashAt) => {
      const { fan } = await crashedFan(crashAt)
      await recover(fan)
      const paid = WRITTEN.includes(crashAt)
      assert.equal((await walletOf(fan)).available, paid ? 46_000n : 48_000n)
      const kept = (await messagesOf(fan)).slice(2)
      assert.equal(kept[0]?.text, 'Tell me a story.')
      assert.lengthOf(kept, paid ? 2 : 1)
      if (paid) {
        assert.containsSubset(kept[1], { outcome: 'delivered', charge: 2_000n })
        assert.isNotNull(kept[1]?.settled_at)
      }
      const [answer] = await fan.says('Are you still there?')
      assert.equal(answer?.node.kind, 'stream')
    })

  test('{$self}: sent again at once, it is answered and paid once')
    .with([...CRASH_POINTS])
    .run(async ({ assert }, crashAt) => {
      const { fan, updateId } = await crashedFan(crashAt)
      const seen = fan.seen.length
      await redeliver(fan, updateId)
      assert.lengthOf(fan.seen, WRITTEN.includes(crashAt) ? seen : seen + 1)
      await recover(fan)
      assert.equal((await walletOf(fan)).available, 46_000n)
      const kept = (await messagesOf(fan)).slice(2)
      assert.deepEqual(
        kept.map(({ role, outcome }) => [role, outcome]),
        [
          ['fan', 'received'],
          ['persona', 'delivered'],
        ]
      )
    })

  test('sent again after the coins were given back, it is answered and paid once', async ({
    assert,
  }) => {
    const { fan, updateId } = await crashedFan('after_first_word')
    await recover(fan)
    assert.equal((await walletOf(fan)).available, 48_000n)
    await redeliver(fan, updateId)
    assert.equal((await walletOf(fan)).available, 46_000n)
    assert.lengthOf(await messagesOf(fan), 4)
  })

  test('spends one free reply of a guest, not two', async ({ assert }) => {
    const { fan, updateId } = await crashedGuest()
    await redeliver(fan, updateId)
    assert.equal(fan.lastText(), '2 free replies left for now.')
  })

  test('and never came back in the hold’s lifetime, leaves a delivered reply free', async ({
    assert,
  }) => {
    const { fan } = await crashedFan('before_capture')
    await until(async () => {
      await sweepHolds()
      return (await walletOf(fan)).held === 0n
    })
    await recover(fan)
    assert.equal((await walletOf(fan)).available, 48_000n)
    assert.containsSubset((await messagesOf(fan)).at(-1), { outcome: 'delivered', charge: 0n })
  })
})
