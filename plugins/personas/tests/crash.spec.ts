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

/** A fan, and what their platform calls the message that killed a process. */
interface Crashed {
  fan: Fan
  updateId: string
}

/** Has another process answer them all, and die of it when each of them is at the same step. */
async function crashed(crashAt: CrashPoint, ...fans: readonly Fan[]): Promise<Crashed[]> {
  const messages = fans.map((fan) => ({ fan, updateId: `crash-${fan.platformId}` }))
  const [task, ...others] = messages.map(({ fan: { platformId }, updateId }) => ({
    platformId,
    updateId,
  }))
  if (!task) throw new Error('Nobody says anything')
  const running = startProgram({
    ...task,
    others,
    text: 'Tell me a story.',
    pause: false,
    crashAt,
    holdLifetime: 1,
  })
  const { signal, texts } = await running.ended
  if (signal !== 'SIGKILL') throw new Error(`It did not die ${crashAt}, but said: ${texts.join()}`)
  return messages
}

/** A guest of Luna. */
async function guest(): Promise<Fan> {
  const fan = await conversation.fan()
  await fan.says('/talk luna')
  return fan
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
async function redeliver({ fan, updateId }: Crashed): Promise<void> {
  await sql(`update inbox set claimed_at = now() - interval '1 hour' where event_id = :updateId`, {
    updateId,
  })
  await fan.says('Tell me a story.', updateId)
}

test.group('A process that dies in the middle of a paid reply', (group) => {
  group.setup(seed)
  group.teardown(verifyBooks)

  test(
    '{$self}: sent again at once, it is answered and paid once; else nothing is held, lost or doubled'
  )
    .with([...CRASH_POINTS])
    .run(async ({ assert }, crashAt) => {
      const [again, left] = await crashed(crashAt, await payingFan(), await payingFan())
      if (!again || !left) throw new Error('Two fans')
      const paid = WRITTEN.includes(crashAt)
      const seen = again.fan.seen.length
      await redeliver(again)
      assert.lengthOf(again.fan.seen, paid ? seen : seen + 1)
      await recover(again.fan)
      assert.equal((await walletOf(again.fan)).available, 46_000n)
      assert.deepEqual(
        (await messagesOf(again.fan)).slice(2).map(({ role, outcome }) => [role, outcome]),
        [
          ['fan', 'received'],
          ['persona', 'delivered'],
        ]
      )

      const { fan } = left
      await recover(fan)
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

  test('sent again, it spends one free reply of a guest; after the coins were given back, it is paid once', async ({
    assert,
  }) => {
    const [free, paying] = await crashed('after_first_word', await guest(), await payingFan())
    if (!free || !paying) throw new Error('Two people')
    await redeliver(free)
    assert.equal(free.fan.lastText(), '2 free replies left for now.')

    const { fan } = paying
    await recover(fan)
    assert.equal((await walletOf(fan)).available, 48_000n)
    await redeliver(paying)
    assert.equal((await walletOf(fan)).available, 46_000n)
    assert.lengthOf(await messagesOf(fan), 4)
  })

  test('and never came back in the hold’s lifetime, leaves a delivered reply free', async ({
    assert,
  }) => {
    const fan = await payingFan()
    await crashed('before_capture', fan)
    await until(async () => {
      await sweepHolds()
      return (await walletOf(fan)).held === 0n
    })
    await recover(fan)
    assert.equal((await walletOf(fan)).available, 48_000n)
    assert.containsSubset((await messagesOf(fan)).at(-1), { outcome: 'delivered', charge: 0n })
  })
})
