/** What the tests of paid chat share. */
import { randomUUID } from 'node:crypto'
import app from '@adonisjs/core/services/app'
import type { Services } from '#app/plugin_kit/types'
import { conversation, type Fan, type FanOptions } from '#app/bot_kit/testing/conversation'
import type { WalletBalance } from '#plugins/ledger/api'
import { ownerOf } from '#plugins/personas/conversation'
import seedPersonas from '#plugins/personas/demo/seed'
import personas from '#plugins/personas/plugin'
import { sql } from '#app/support/sql'

export async function contextOfPersonas() {
  const registry = await app.container.make('plugins')
  return registry.contextOf(personas)
}

export async function serviceOf<N extends keyof Services & string>(name: N): Promise<Services[N]> {
  return (await app.container.make('plugins')).use(name)
}

/** Writes the demo personas. */
export async function seed(): Promise<void> {
  await seedPersonas(await contextOfPersonas())
}

/** Someone who has joined and talks to Luna; `accept` presses yes to the first price, with one paid reply. */
export async function fanOfLuna(options: FanOptions = {}): Promise<Fan> {
  const fan = await conversation.fan(options)
  await fan.says('/start luna')
  return fan
}

/** The same, who has accepted the price by a first paid reply (48 coins are left). */
export async function payingFan(options: FanOptions = {}): Promise<Fan> {
  const fan = await fanOfLuna(options)
  await fan.says('Good evening, Luna!')
  await fan.presses('Yes, 2 coins a reply')
  return fan
}

export async function personIdOf(fan: Fan): Promise<string> {
  const { person } = await fan.identified()
  if (!person) throw new Error('This fan is a guest')
  return person.id
}

export async function walletOf(fan: Fan): Promise<WalletBalance> {
  return (await serviceOf('ledger')).balance(await personIdOf(fan))
}

export interface KeptRow {
  role: 'fan' | 'persona'
  text: string
  outcome: string
  failure: string | null
  model_id: string | null
  price: bigint
  charge: bigint
  tokens: number
  prompt_tokens: number
  hold_id: string | null
  settled_at: Date | null
}

/** What is kept of a fan's conversations, oldest first. */
export async function messagesOf(fan: Fan): Promise<readonly KeptRow[]> {
  const ownerId = ownerOf(await fan.identified())
  return sql<KeptRow>(
    `select m.* from personas_messages m join personas_conversations c on c.id = m.conversation_id
     where c.owner_id = :ownerId order by m.id`,
    { ownerId }
  )
}

/** Codes of the errors that a fan was shown. */
export function codesSeenBy(fan: Fan): readonly string[] {
  return fan.seen.flatMap(({ node }) => (node.kind === 'text' && node.code ? [node.code] : []))
}

/** Leaves a wallet with so many millicoins of its welcome coins. */
export async function leaveCoins(fan: Fan, amount: bigint): Promise<void> {
  const personId = await personIdOf(fan)
  const ledger = await serviceOf('ledger')
  const { available } = await ledger.balance(personId)
  await moveCoins(personId, amount - available)
}

/** Gives promotional coins (takes them when negative), millicoins. */
export async function moveCoins(personId: string, amount: bigint): Promise<void> {
  const ledger = await serviceOf('ledger')
  const moved = await ledger.transfer({
    key: `test:${randomUUID()}`,
    memo: { key: 'personas.memo.reply', data: { name: 'Test' } },
    legs: [
      { account: { kind: 'wallet', personId, bucket: 'promo' }, amount },
      { account: { kind: 'system', name: 'promotion' }, amount: -amount },
    ],
  })
  if (moved.outcome !== 'transferred') throw new Error(`Not moved: ${moved.outcome}`)
}

/** What the ledger's schedule does: frees holds that have run out. */
export async function sweepHolds(): Promise<void> {
  const registry = await app.container.make('plugins')
  const ledger = registry.plugins.find((plugin) => plugin.name === 'ledger')
  const job = await ledger?.jobs?.sweep_holds?.()
  if (!ledger || !job) throw new Error('The ledger has no sweeper')
  const { signal } = new AbortController()
  await job.default(registry.contextOf(ledger))({
    topic: 'ledger.sweep_holds',
    key: randomUUID(),
    payload: {},
    attempt: 1,
    signal,
  })
}
