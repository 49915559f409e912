import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import fc from 'fast-check'
import { DateTime, Settings } from 'luxon'
import { conversation, type Fan } from '#app/bot_kit/testing/conversation'
import { sql } from '#app/support/sql'
import { claimFreeReply } from '#plugins/personas/allowances/claim_free_reply'
import {
  codesSeenBy,
  fanOfLuna,
  messagesOf,
  payingFan,
  seed,
  serviceOf,
  walletOf,
} from '#plugins/personas/tests/support/house'
import { connectModelServer, type ModelServer } from '#plugins/personas/tests/support/model_server'
import { startProgram } from '#plugins/personas/tests/support/program'
import { verifyBooks } from '#tests/support/books'

async function lunaId(): Promise<string> {
  const [luna] = await sql<{ id: string }>(
    `select id from personas_personas where slug = 'luna'`,
    {}
  )
  return luna?.id ?? ''
}

const personIdOf = async (fan: Fan): Promise<string> => {
  const { person } = await fan.identified()
  if (!person) throw new Error('A guest')
  return person.id
}

interface Terms {
  freeReplies?: number
  discountBp?: number
  until?: Date | null
}

/** Luna is included for a fan from now on; answers what the allowance is called. */
async function include(fan: Fan, { freeReplies = 0, discountBp = 0, until = null }: Terms) {
  const key = `test:${randomUUID()}`
  const personas = await serviceOf('personas')
  const [personId, personaId] = [await personIdOf(fan), await lunaId()]
  await personas.allow({ key, personId, personaId, freeReplies, discountBp, until })
  return key
}

test.group('A persona that is included', (group) => {
  let server: ModelServer
  group.setup(async () => {
    await seed()
    server = await connectModelServer()
    return () => server.close()
  })
  group.teardown(verifyBooks)
  group.each.teardown(() => {
    server.emulator.always({ kind: 'answer', text: 'All is well.' })
    Settings.now = () => Date.now()
  })

  test('answers free so many times a month, then asks the members’ price', async ({ assert }) => {
    const fan = await fanOfLuna()
    await include(fan, { freeReplies: 2, discountBp: 3_000 })
    const first = await fan.says('Hello')
    assert.deepEqual(
      first.map(({ node }) => node.kind),
      ['stream']
    )
    await fan.says('And hello again')
    assert.include(
      fan.lastText(),
      'last of this month’s free replies. From now on a reply costs 1.4 coins'
    )
    assert.equal((await walletOf(fan)).available, 50_000n)

    const [quote] = await fan.says('One more')
    assert.equal(quote?.node.kind, 'quote')
    assert.include(fan.lastText(), 'you pay **1.4 coins ($0.014)** instead of 2 coins')
    await fan.presses('Yes, 1.4 coins a reply')
    assert.equal((await walletOf(fan)).available, 48_600n)
    assert.containsSubset((await messagesOf(fan)).at(-1), { price: 1_400n, charge: 1_400n })
  })

  test('answers free again on the first of the next month, in UTC', async ({ assert }) => {
    const fan = await payingFan()
    await include(fan, { freeReplies: 1 })
    const at = (time: string) => void (Settings.now = () => Date.parse(time))
    at('2031-01-31T23:59:00Z')
    await fan.says('Free')
    await fan.says('Paid')
    assert.equal((await walletOf(fan)).available, 46_000n)
    at('2031-02-01T00:00:30Z')
    await fan.says('Free again')
    assert.equal((await walletOf(fan)).available, 46_000n)
  })

  test('uses nothing up when the reply does not come', async ({ assert }) => {
    const fan = await payingFan()
    await include(fan, { freeReplies: 1 })
    server.emulator.always({ kind: 'error', status: 500 })
    await fan.says('Lost')
    server.emulator.always({ kind: 'answer', text: '' })
    await fan.says('Empty')
    fan.platform.undeliverable = 'outage'
    server.emulator.always({ kind: 'answer', text: 'All is well.' })
    await fan.says('Nobody hears it')
    delete fan.platform.undeliverable
    assert.deepEqual(codesSeenBy(fan), ['model_failed', 'model_failed'])
    await fan.says('Now')
    assert.equal((await walletOf(fan)).available, 48_000n)
    await fan.says('And this one costs')
    assert.equal((await walletOf(fan)).available, 46_000n)
  })

  test('says the same update’s answer once, and counts it once', async ({ assert }) => {
    const fan = await payingFan()
    await include(fan, { freeReplies: 2 })
    const updateId = `twice-${fan.platformId}`
    await fan.says('Twice', updateId)
    await sql('delete from inbox where event_id = :updateId', { updateId })
    const again = await fan.says('Twice', updateId)
    assert.isEmpty(again)
    await fan.says('The second one')
    assert.include(fan.lastText(), 'last of this month’s free replies')
  })

  test('makes another answer and an edited message free as well, without a question', async ({
    assert,
  }) => {
    const fan = await payingFan()
    await include(fan, { freeReplies: 2 })
    const [another] = await fan.says('/again')
    assert.equal(another?.node.kind, 'stream')
    const [edited] = await fan.says('/edit Good night, Luna!')
    assert.equal(edited?.node.kind, 'stream')
    assert.equal((await walletOf(fan)).available, 48_000n)
    await fan.says('/again')
    assert.include(fan.lastText(), 'costs **2 coins')
  })

  test('costs nothing at all at a discount of a hundred percent', async ({ assert }) => {
    const fan = await fanOfLuna()
    await include(fan, { discountBp: 10_000 })
    const [answer] = await fan.says('Hello')
    assert.equal(answer?.node.kind, 'stream')
    assert.equal((await walletOf(fan)).available, 50_000n)
  })

  test('says it on its card, and shows the members’ price of each model', async ({ assert }) => {
    const fan = await payingFan()
    await include(fan, { freeReplies: 3, discountBp: 5_000 })
    await fan.says('/talk luna')
    assert.include(fan.texts().join('\n'), '3 free replies left this month')
    await fan.says('/model')
    assert.include(fan.lastText(), '1 coin ($0.01) a reply')
  })

  test('is no longer so when it ends, by its time or by its key', async ({ assert }) => {
    const fan = await payingFan()
    await include(fan, { freeReplies: 5, until: DateTime.utc().minus({ seconds: 1 }).toJSDate() })
    await fan.says('Over')
    assert.equal((await walletOf(fan)).available, 46_000n)
    const key = await include(fan, { freeReplies: 5 })
    await fan.says('Included')
    assert.equal((await walletOf(fan)).available, 46_000n)
    const personas = await serviceOf('personas')
    await personas.disallow(key)
    await personas.disallow(key)
    await fan.says('Over again')
    assert.equal((await walletOf(fan)).available, 44_000n)
  })

  test('is its member’s, with that persona, wherever they ask: nobody else has anything of it', async ({
    assert,
  }) => {
    const fan = await payingFan()
    const other = await payingFan()
    await include(fan, { freeReplies: 5, discountBp: 5_000 })
    await other.says('Hello')
    assert.equal((await walletOf(other)).available, 46_000n)

    await fan.says('/talk bolt')
    await fan.says('Hello')
    assert.include(fan.lastText(), 'costs **2 coins')

    const inRoom = await conversation.fan({
      platformId: fan.platformId,
      place: { kind: 'group', id: `room-${fan.platformId}` },
    })
    await inRoom.says('/talk luna')
    const { available } = await walletOf(fan)
    const [answer] = await inRoom.says('Hello all')
    assert.equal(answer?.node.kind, 'stream', 'what they ask in a room is theirs as well')
    assert.equal((await walletOf(fan)).available, available)
    const otherInRoom = await conversation.fan({
      platformId: other.platformId,
      place: { kind: 'group', id: `room-${fan.platformId}` },
    })
    await otherInRoom.says('/talk luna')
    await otherInRoom.says('Hello all')
    assert.include(otherInRoom.lastText(), 'costs **2 coins', 'what others ask there is not')
  })
})

/** A month of a member: messages that are answered or lost, at the same moment or one after the other. */
const step = () =>
  fc.oneof(
    fc.record({ do: fc.constant('claim' as const), turns: fc.array(fc.nat(12), { maxLength: 5 }) }),
    fc.record({ do: fc.constant('shown' as const), turn: fc.nat(12) }),
    fc.record({ do: fc.constant('lost' as const), turn: fc.nat(12) }),
    fc.record({ do: fc.constant('terms' as const), free: fc.nat(4) })
  )

test.group('Free replies', (group) => {
  group.setup(seed)
  group.teardown(verifyBooks)

  test('are never given more often than there are, whatever happens at once', async ({
    assert,
  }) => {
    const personas = await serviceOf('personas')
    const personaId = await lunaId()
    await fc.assert(
      fc.asyncProperty(fc.nat(4), fc.array(step(), { maxLength: 14 }), async (first, steps) => {
        const personId = randomUUID()
        const key = `test:${personId}`
        const keyOf = (turn: number) => `${personId}:${turn}`
        const terms = (freeReplies: number) =>
          personas.allow({ key, personId, personaId, freeReplies, discountBp: 0, until: null })
        await terms(first)
        let free = first
        const claimed = new Set<number>()
        const shown = new Set<number>()
        for (const one of steps) {
          if (one.do === 'terms') await terms((free = one.free))
          if (one.do === 'claim') {
            const taken = claimed.size
            const asked = [...new Set(one.turns)]
            const answers = await Promise.all(
              asked.map((turn) => claimFreeReply({ turnKey: keyOf(turn), personId, personaId }))
            )
            answers.forEach(({ outcome }, index) => {
              const turn = asked[index] ?? 0
              assert.equal(outcome === 'used_before', shown.has(turn))
              if (outcome === 'claimed') claimed.add(turn)
            })
            assert.isAtMost(claimed.size, Math.max(free, taken))
            const fresh = asked.filter((turn) => !shown.has(turn))
            if (fresh.length > 0 && taken === 0) {
              assert.equal(claimed.size, Math.min(free, fresh.length))
            }
          }
          if (one.do === 'shown' && claimed.has(one.turn)) {
            await sql('update personas_free_replies set used = true where turn_key = :key', {
              key: keyOf(one.turn),
            })
            shown.add(one.turn)
          }
          if (one.do === 'lost' && claimed.has(one.turn) && !shown.has(one.turn)) {
            await sql('delete from personas_free_replies where turn_key = :key', {
              key: keyOf(one.turn),
            })
            claimed.delete(one.turn)
          }
        }
      }),
      { numRuns: 60 }
    )
  })

  for (const crashAt of ['after_first_word', 'after_delivery'] as const) {
    test(`a process that dies ${crashAt} uses one up at most, and answers again`, async ({
      assert,
    }) => {
      const fan = await payingFan()
      await include(fan, { freeReplies: 1 })
      const updateId = `member-${fan.platformId}`
      const task = { platformId: fan.platformId, text: 'A story.', updateId, pause: false }
      const { signal } = await startProgram({ ...task, crashAt, holdLifetime: 600 }).ended
      assert.equal(signal, 'SIGKILL')
      await sql(
        `update inbox set claimed_at = now() - interval '1 hour' where event_id = :updateId`,
        {
          updateId,
        }
      )
      await fan.says('A story.', updateId)
      assert.include(fan.lastText(), 'last of this month’s free replies')
      await fan.says('One that costs')
      assert.equal((await walletOf(fan)).available, 46_000n)
    })
  }

  test('whose process died without a word are there again after a while', async ({ assert }) => {
    const fan = await payingFan()
    await include(fan, { freeReplies: 1 })
    const of = { personId: await personIdOf(fan), personaId: await lunaId() }
    const claim = (turn: string) => claimFreeReply({ turnKey: `${of.personId}:${turn}`, ...of })
    assert.deepEqual(await claim('died'), { outcome: 'claimed', left: 0 })
    assert.deepEqual(await claim('next'), { outcome: 'none_left' })
    const later = DateTime.utc().plus({ seconds: 601 })
    Settings.now = () => later.toMillis()
    try {
      assert.deepEqual(await claim('next'), { outcome: 'claimed', left: 0 })
    } finally {
      Settings.now = () => Date.now()
    }
  })
})
