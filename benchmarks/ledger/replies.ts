/** Paid replies through the ledger's service, by many callers of one process. */
import { randomUUID } from 'node:crypto'
import type { Stage } from './stage.js'

const pick = <T>(from: readonly T[]): T => {
  const found = from[Math.floor(Math.random() * from.length)]
  if (found === undefined) throw new Error('Nothing to pick from')
  return found
}

/** Paid replies per second that so many callers reach together: each holds 2 coins, then captures them. */
export async function runReplies(
  { ledger, fans }: Pick<Stage, 'ledger' | 'fans'>,
  { callers, seconds, creators }: { callers: number; seconds: number; creators: readonly string[] }
): Promise<number> {
  const memo = { key: 'personas.memo.reply', data: { name: 'Mira' } }
  let replies = 0
  const start = performance.now()
  const end = start + seconds * 1000
  const caller = async (): Promise<void> => {
    while (performance.now() < end) {
      const key = `telegram:${randomUUID()}`
      const held = await ledger.hold({
        key,
        personId: pick(fans),
        amount: 2_000n,
        creatorId: pick(creators),
        memo,
      })
      if (held.outcome !== 'held') throw new Error(`No hold: ${held.outcome}`)
      const captured = await ledger.capture({ key, holdId: held.holdId })
      if (captured.outcome !== 'captured') throw new Error(`No capture: ${captured.outcome}`)
      replies += 1
    }
  }
  await Promise.all(Array.from({ length: callers }, caller))
  return replies / ((performance.now() - start) / 1000)
}
