import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import fc from 'fast-check'
import {
  acceptPrice,
  chooseModel,
  resetConversation,
} from '#plugins/personas/actions/change_conversation'
import { choosePersona } from '#plugins/personas/actions/choose_persona'
import { keepMemory } from '#plugins/personas/actions/keep_memory'
import { moveConversations } from '#plugins/personas/actions/move_conversations'
import { receiveMessage } from '#plugins/personas/actions/receive_message'
import { writeReply } from '#plugins/personas/actions/write_reply'
import { DIRECT, type Conversation } from '#plugins/personas/conversation'
import { currentConversation } from '#plugins/personas/queries/conversations'
import { findPersona } from '#plugins/personas/queries/find_persona'
import { readHistory } from '#plugins/personas/queries/messages'
import { sql } from '#app/support/sql'
import { seed } from '#plugins/personas/tests/support/house'
import { until } from '#tests/support/until'

const PLACES = [DIRECT, 'telegram:-1'] as const
const PERSONAS = ['luna', 'bolt'] as const
const WHAT = ['say', 'say', 'say', 'reset', 'accept', 'choose model', 'keep'] as const

const step = fc.record({
  owner: fc.nat({ max: 1 }),
  place: fc.constantFrom(...PLACES),
  persona: fc.constantFrom(...PERSONAS),
  what: fc.constantFrom(...WHAT),
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** What one pair of place and persona should be after the move. */
interface Expected {
  /** What each of the two remembers, by the order of saying. */
  said: [at: number, owner: number, text: string][]
  accepted: (bigint | null | undefined)[]
  model: string | null
  chosen: number
}

async function talk(ownerId: string, { place, persona }: Step): Promise<Conversation> {
  const found = await findPersona(persona)
  if (!found) throw new Error(`No ${persona}`)
  return (await choosePersona({ ownerId, place, persona: found, introduced: true })).conversation
}

async function say(conversation: Conversation, text: string): Promise<void> {
  const { ownerId, place } = conversation
  const said = await receiveMessage({
    ownerId,
    accountId: ownerId,
    place,
    text,
    tokens: 1,
    turnKey: randomUUID(),
    historyLimit: 10,
  })
  if (said.outcome !== 'received') throw new Error(said.outcome)
  await reply(said.conversation.id, said.message.id, `To ${text}`)
}

const reply = (conversationId: string, answersId: bigint, text: string) =>
  writeReply({
    conversationId,
    answersId,
    text,
    turnKey: randomUUID(),
    outcome: 'delivered',
    failure: null,
    modelId: 'standard',
    price: 2_000n,
    charge: 2_000n,
    holdId: null,
    tokens: 1,
    promptTokens: 1,
    shownAs: [],
  })

const AFTER_ALL = 9_000_000_000_000_000n

test.group('What two owners have becomes one’s', (group) => {
  group.setup(seed)

  test('each talk in its order, nothing forgotten comes back, no price that one had not accepted', async ({
    assert,
  }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 20 }), async (steps) => {
        const owners = [randomUUID(), randomUUID()]
        const [from = '', into = ''] = owners
        const expected = new Map<string, Expected>()
        const kept = new Set<string>()
        for (const [at, one] of steps.entries()) {
          const key = `${one.place} ${one.persona}`
          const own: Expected = expected.get(key) ?? {
            said: [],
            accepted: [undefined, undefined],
            model: null,
            chosen: -1,
          }
          expected.set(key, own)
          const conversation = await talk(owners[one.owner] ?? '', one)
          own.accepted[one.owner] ??= null
          own.chosen = one.owner
          own.model = conversation.modelId
          switch (one.what) {
            case 'say':
              await say(conversation, `${at}`)
              own.said.push([at, one.owner, `${at}`])
              break
            case 'reset':
              await resetConversation(conversation.id)
              own.said = own.said.filter(([, owner]) => owner !== one.owner)
              break
            case 'accept':
              await acceptPrice(conversation.id, BigInt(500 + at))
              own.accepted[one.owner] = BigInt(500 + at)
              break
            case 'choose model':
              await chooseModel(conversation.id, `model-${at}`)
              own.model = `model-${at}`
              break
            case 'keep':
              await keepMemory(conversation, { source: 'note', text: `${at % 3}` }, () => 1)
              kept.add(`${key} ${at % 3}`)
          }
        }
        const move = () => db.transaction((trx) => moveConversations(trx, from, into))
        await Promise.all([move(), move()])

        assert.isEmpty(
          await sql('select id from personas_conversations where owner_id = :from', { from })
        )
        for (const [key, { said, accepted, model }] of expected) {
          const [place = '', slug = ''] = key.split(' ')
          const [row] = await sql<{ id: string; accepted_price: bigint | null; model_id: string }>(
            `select c.id, c.accepted_price, c.model_id from personas_conversations c
               join personas_personas p on p.id = c.persona_id
             where c.owner_id = :into and c.place = :place and p.slug = :slug and c.merged_into is null`,
            { into, place, slug }
          )
          const history = await readHistory(row?.id ?? '', AFTER_ALL, 1_000)
          assert.deepEqual(
            history.filter(({ role }) => role === 'fan').map(({ text }) => text),
            said.map(([, , text]) => text),
            key
          )
          assert.lengthOf(history, said.length * 2)
          const prices = accepted.filter((price) => price !== undefined)
          const lowest = prices.includes(null)
            ? null
            : prices.reduce((a, b) => (a !== null && b !== null && b < a ? b : a))
          assert.equal(row?.accepted_price ?? null, lowest ?? null, key)
          assert.equal(row?.model_id ?? null, model, key)
        }
        const memories = await sql<{ place: string; slug: string; text: string }>(
          `select k.place, p.slug, k.text from personas_memories k join personas_personas p on p.id = k.persona_id
           where k.owner_id = :into`,
          { into }
        )
        assert.sameMembers(
          memories.map(({ place, slug, text }) => `${place} ${slug} ${text}`),
          [...kept]
        )
        const last = steps.findLast(({ place }) => place === DIRECT)
        const current = await currentConversation({ ownerId: into, place: DIRECT })
        assert.equal(current?.persona.slug, last?.persona)
      }),
      { numRuns: 40 }
    )
  }).timeout(60_000)

  test('a reply that was under way meanwhile is written where its message now is', async ({
    assert,
  }) => {
    const [from, into] = [randomUUID(), randomUUID()]
    const where: Step = { owner: 0, place: DIRECT, persona: 'luna', what: 'say' }
    const old = await talk(from, where)
    const survivor = await talk(into, where)
    await say(survivor, 'Before')
    const said = await receiveMessage({
      ownerId: from,
      accountId: from,
      place: DIRECT,
      text: 'Under way',
      tokens: 1,
      turnKey: randomUUID(),
      historyLimit: 10,
    })
    if (said.outcome !== 'received') throw new Error(said.outcome)
    await db.transaction((trx) => moveConversations(trx, from, into))
    const written = await reply(old.id, said.message.id, 'Late')
    assert.equal(written.conversationId, survivor.id)
    const history = await readHistory(survivor.id, AFTER_ALL, 10)
    assert.deepEqual(
      history.map(({ text }) => text),
      ['Before', 'To Before', 'Under way', 'Late']
    )
  })

  test('a reply that is written in the very moment waits, and goes to the right place', async ({
    assert,
  }) => {
    const [from, into] = [randomUUID(), randomUUID()]
    const where: Step = { owner: 0, place: DIRECT, persona: 'luna', what: 'say' }
    const old = await talk(from, where)
    const survivor = await talk(into, where)
    const trx = await db.transaction()
    await moveConversations(trx, from, into)
    const written = reply(old.id, 1n, 'In that moment')
    await until(isSomethingWaiting, { what: 'the reply to wait for the lock' })
    await trx.commit()
    assert.equal((await written).conversationId, survivor.id)
  })
})

async function isSomethingWaiting(): Promise<boolean> {
  const waiting = await sql<{ pid: number }>(
    `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    {}
  )
  return waiting.length > 0
}
