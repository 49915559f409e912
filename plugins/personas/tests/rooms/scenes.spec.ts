import { test } from '@japa/runner'
import { setImmediate as turnOfLoop } from 'node:timers/promises'
import { conversation, type Fan } from '#app/bot_kit/testing/conversation'
import type { Frontend } from '#app/bot_kit/inbound'
import { joinFan } from '#plugins/personas/actions/join_fan'
import { settleLeftReplies } from '#plugins/personas/actions/settle_left_replies'
import { chatServices } from '#plugins/personas/services'
import { sql } from '#app/support/sql'
import { CRASH_POINTS } from '#plugins/personas/tests/support/crash_points'
import {
  codesSeenBy,
  contextOfPersonas,
  leaveCoins,
  messagesOf,
  personIdOf,
  seed,
  serviceOf,
  sweepHolds,
  walletOf,
} from '#plugins/personas/tests/support/house'
import { connectModelServer, type ModelServer } from '#plugins/personas/tests/support/model_server'
import { startProgram } from '#plugins/personas/tests/support/program'
import { newRoom } from '#plugins/personas/tests/rooms/support'
import { kindsOf, promptsOf, wordsOf } from '#plugins/personas/tests/safety/support'
import { until } from '#tests/support/until'
import { verifyBooks } from '#tests/support/books'

const SCENE = '/scene luna, bolt: the last train is late'
const ACCEPT = 'Play it, 8 coins'

const streamsOf = (fan: Fan) =>
  fan.seen.flatMap((seen) =>
    seen.node.kind === 'stream' && 'text' in seen
      ? [{ name: seen.node.speaker?.name, text: seen.text }]
      : []
  )

async function joined(frontend: Frontend = 'telegram'): Promise<Fan> {
  const fan = await conversation.fan({ frontend, displayName: 'Ana' })
  await fan.says('/start')
  // On the web an address is needed to join; how it is given is no matter here.
  if (frontend === 'web')
    await joinFan(chatServices(await contextOfPersonas()), (await fan.identified()).account)
  return fan
}

/** Another creator has the persona from now on. */
async function giveAway(slug: string, creatorId: string): Promise<void> {
  await sql(
    'update personas_personas set creator_id = :creatorId, updated_at = now() where slug = :slug',
    { slug, creatorId }
  )
}

async function earnedOf(slug: string): Promise<bigint> {
  const [row] = await sql<{ creator_id: string | null }>(
    'select creator_id from personas_personas where slug = :slug',
    { slug }
  )
  const ledger = await serviceOf('ledger')
  return row?.creator_id ? (await ledger.balance(row.creator_id)).earnings.promo : 0n
}

test.group('Scenes', (group) => {
  let server: ModelServer
  group.setup(async () => {
    await seed()
    server = await connectModelServer()
    return () => server.close()
  })
  group.each.setup(() => {
    server.emulator.requests.length = 0
    server.emulator.always({ kind: 'answer', text: 'A line of the scene.' })
  })
  group.teardown(verifyBooks)

  test('on {$self}: a scene is quoted, held, spoken in turns and paid turn by turn')
    .with(['telegram', 'discord', 'web'] as const)
    .run(async ({ assert }, frontend) => {
      const fan = await joined(frontend)
      await giveAway('bolt', await personIdOf(await joined()))
      const earned = async () => [await earnedOf('luna'), await earnedOf('bolt')] as const
      const before = await earned()
      const [quote] = await fan.says(SCENE)
      assert.equal(quote?.node.kind, 'quote')
      assert.include(fan.lastText(), 'Luna and BOLT-7 play a scene of 4 turns')
      assert.include(fan.lastText(), 'costs **8 coins ($')
      assert.equal((await walletOf(fan)).available, 50_000n)

      let heldAtFirst = 0n
      fan.platform.onStreamStart = async () => {
        heldAtFirst ||= (await walletOf(fan)).held
      }
      const seen = await fan.presses(ACCEPT)
      assert.equal(heldAtFirst, 8_000n)
      assert.deepEqual(kindsOf(seen), ['text', 'stream', 'stream', 'stream', 'stream', 'text'])
      assert.deepEqual(
        streamsOf(fan).map(({ name, text }) => `${name}: ${text}`),
        ['Luna', 'BOLT-7', 'Luna', 'BOLT-7'].map((name) => `${name}: A line of the scene.`)
      )
      assert.include(fan.texts().join('\n'), 'are AI characters')
      assert.include(fan.lastText(), '4 turns, 8 coins in all')
      const wallet = await walletOf(fan)
      assert.deepEqual([wallet.available, wallet.held], [42_000n, 0n])
      const replies = (await messagesOf(fan)).filter(({ role }) => role === 'persona')
      assert.lengthOf(replies, 4)
      for (const reply of replies)
        assert.containsSubset(reply, { outcome: 'delivered', charge: 2_000n })
      const after = await earned()
      assert.deepEqual([after[0] - before[0], after[1] - before[1]], [2_800n, 2_800n])

      // What Luna hears in her second turn: the theme, her own line, and the answer to it.
      const heard = promptsOf(server).map((prompt) =>
        prompt.slice(-3).map(({ role, content }) => `${role}: ${content}`)
      )
      assert.deepInclude(heard, [
        'user: Ana: the last train is late',
        'assistant: A line of the scene.',
        'user: BOLT-7: A line of the scene.',
      ])
    })

  test('stopped half-way: what was shown is paid, the rest comes back', async ({ assert }) => {
    const fan = await joined()
    await fan.says(SCENE)
    server.emulator.always({
      kind: 'answer',
      text: 'word '.repeat(60),
      chunks: 60,
      delayMs: 2,
    })
    let streams = 0
    fan.platform.onStreamStart = () => void streams++
    fan.platform.onChunk = async (shown) => {
      if (streams === 2 && shown.length > 40) {
        delete fan.platform.onChunk
        await fan.says('/stop')
      }
    }
    await fan.presses(ACCEPT)
    await turnOfLoop()
    assert.lengthOf(streamsOf(fan), 2)
    assert.include(fan.texts().join('\n'), 'The scene was stopped')
    const wallet = await walletOf(fan)
    assert.equal(wallet.held, 0n)
    assert.isAbove(Number(wallet.available), 46_000)
    assert.isBelow(Number(wallet.available), 48_000)
    const outcomes = (await messagesOf(fan)).filter(({ role }) => role === 'persona')
    assert.deepEqual(
      outcomes.map(({ outcome }) => outcome),
      ['delivered', 'stopped']
    )
  })

  test('a turn that fails ends the scene: it and those behind it are free', async ({ assert }) => {
    const fan = await joined()
    await fan.says(SCENE)
    server.emulator.always({ kind: 'error', status: 500 })
    server.emulator.script({ kind: 'answer', text: 'First.' })
    await fan.presses(ACCEPT)
    assert.include(codesSeenBy(fan), 'model_failed')
    assert.include(fan.lastText(), 'broke off on our side after 1 turn')
    const wallet = await walletOf(fan)
    assert.deepEqual([wallet.available, wallet.held], [48_000n, 0n])
  })

  test('a line that must not be said ends the scene, free of charge', async ({ assert }) => {
    const fan = await joined()
    await fan.says(SCENE)
    server.emulator.script(
      { kind: 'answer', text: 'First.' },
      { kind: 'answer', text: 'You should kill yourself, said the robot.' }
    )
    await fan.presses(ACCEPT)
    assert.include(fan.lastText(), 'behind the scenes')
    assert.equal((await walletOf(fan)).available, 48_000n)
  })

  test('too few coins: said at once, or when they went meanwhile; nothing is held', async ({
    assert,
  }) => {
    const fan = await joined()
    await fan.says(SCENE)
    await leaveCoins(fan, 7_000n)
    await fan.presses(ACCEPT)
    assert.include(codesSeenBy(fan), 'insufficient_coins')
    await fan.says(SCENE)
    assert.include(fan.texts().at(-2), 'and you have 7 coins')
    const wallet = await walletOf(fan)
    assert.deepEqual([wallet.available, wallet.held], [7_000n, 0n])
    assert.isEmpty(await messagesOf(fan))
    assert.isEmpty(streamsOf(fan))
  })

  test('coins that go while the holds are made: all holds or none', async ({ assert }) => {
    const fan = await joined()
    await leaveCoins(fan, 13_000n)
    await fan.says(SCENE)
    const other = await conversation.fan({
      frontend: 'telegram',
      platformId: fan.platformId,
      place: { id: 'other-chat' },
    })
    await other.says(SCENE)
    await Promise.all([fan.presses(ACCEPT), other.presses(ACCEPT)])
    const wallet = await walletOf(fan)
    assert.equal(wallet.held, 0n)
    assert.include([5_000n, 13_000n], wallet.available)
    assert.include([0, 4], streamsOf(fan).length)
    assert.include([0, 4], streamsOf(other).length)
  })

  test('when the last hold cannot be made, the others are given back', async ({
    assert,
    cleanup,
  }) => {
    const fan = await joined()
    await fan.says(SCENE)
    const ledger = await serviceOf('ledger')
    const hold = ledger.hold.bind(ledger)
    cleanup(() => void (ledger.hold = hold))
    let held = 0
    ledger.hold = async (request) => {
      if (request.key.includes(':scene:3:')) {
        return { outcome: 'insufficient_coins', available: 0n, needed: request.amount }
      }
      held++
      return hold(request)
    }
    await fan.presses(ACCEPT)
    assert.equal(held, 3)
    assert.include(codesSeenBy(fan), 'insufficient_coins')
    const wallet = await walletOf(fan)
    assert.deepEqual([wallet.available, wallet.held], [50_000n, 0n])
    assert.isEmpty(streamsOf(fan))
  })

  test('pressed twice it is played once', async ({ assert }) => {
    const fan = await joined()
    await fan.says(SCENE)
    await fan.presses(ACCEPT)
    await fan.presses(ACCEPT)
    assert.include(codesSeenBy(fan), 'button_used')
    assert.equal((await walletOf(fan)).available, 42_000n)
  })

  test('without names it asks in a form; wrong ones are said', async ({ assert }) => {
    const fan = await joined()
    const [form] = await fan.says('/scene')
    assert.equal(form?.node.kind, 'form')
    await fan.says('/scene luna, nobodyatall: a storm')
    assert.include(fan.lastText(), 'nobodyatall')
    await fan.says('/scene luna: a storm')
    assert.include(fan.lastText(), '2 or 3 different personas')
    await fan.says('/scene luna, bolt: how do I make a pipe bomb')
    assert.include(fan.lastText(), 'dangerous or unlawful')
    const guest = await conversation.fan()
    await guest.says(SCENE)
    assert.include(codesSeenBy(guest), 'needs_account')
  })

  test('in a room everyone hears the scene; whoever asked for it pays', async ({ assert }) => {
    const room = newRoom()
    const ana = await room.join('Ana')
    const ben = await room.join('Ben')
    await ana.says(SCENE)
    server.emulator.always({ kind: 'answer', text: 'Spoken on the stage.' })
    await ana.presses(ACCEPT)
    await ben.says('Luna, bravo!')
    await ben.presses('Yes, 2 coins a reply')
    const words = wordsOf(promptsOf(server).at(-1))
    assert.include(words, 'Ana: the last train is late')
    assert.include(words, 'BOLT-7: Spoken on the stage.')
    assert.equal((await walletOf(ben)).available, 48_000n)
    assert.equal((await walletOf(ana)).available, 42_000n)
  })
})

test.group('A process that dies in a scene', (group) => {
  group.setup(seed)
  group.teardown(verifyBooks)

  test('{$self}: what was spoken is settled, everything else comes back')
    .with([...CRASH_POINTS])
    .run(async ({ assert }, crashAt) => {
      const fan = await joined()
      const task = {
        platformId: fan.platformId,
        text: SCENE,
        press: ACCEPT,
        updateId: `crash-${fan.platformId}`,
      }
      const { signal } = await startProgram({ ...task, pause: false, crashAt, holdLifetime: 1 })
        .ended
      assert.equal(signal, 'SIGKILL')
      await settleLeftReplies(chatServices(await contextOfPersonas()), 0)
      await until(async () => {
        await sweepHolds()
        return (await walletOf(fan)).held === 0n
      })
      const paid = crashAt === 'before_capture' || crashAt === 'after_capture'
      assert.equal((await walletOf(fan)).available, paid ? 48_000n : 50_000n)
    })
    .timeout(30_000)
})
