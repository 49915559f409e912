import logger from '@adonisjs/core/services/logger'
import { LedgerError } from '#plugins/ledger/api'
import type { ChatServices } from '#plugins/personas/services'

export interface HeldCoins {
  /** Null where nothing was held. */
  holdId: string | null
  /** Millicoins to take of it; the rest is given back. */
  charge: bigint
}

export interface SettledHold {
  /** Millicoins that were taken. */
  charge: bigint
  /** Millicoins that the person can spend now; null when none were taken. */
  available: bigint | null
}

const NOTHING: SettledHold = { charge: 0n, available: null }

/**
 * Takes a charge out of held coins, or gives all of them back. Each call of the ledger has its key, so it may be done
 * again after an error. What was released before (nobody settled it in the hold's lifetime) stays with the person.
 * @param keys how the keys of what was paid for begin
 */
export async function settleHold(
  { ledger }: Pick<ChatServices, 'ledger'>,
  { holdId, charge }: HeldCoins,
  keys: 'personas' | 'personas.picture' | 'personas.speech'
): Promise<SettledHold> {
  if (holdId === null) return NOTHING
  try {
    if (charge === 0n) {
      await ledger.release({ key: `${keys}.release:${holdId}`, holdId })
      return NOTHING
    }
    const key = `${keys}.capture:${holdId}`
    const captured = await ledger.capture({ key, holdId, amount: charge })
    if (captured.outcome === 'already_released') return NOTHING
    return { charge: captured.amount, available: captured.available }
  } catch (error) {
    if (!(error instanceof LedgerError) || error.fault !== 'unknown_hold') throw error
    // A crash of the database's server took it along: a failure of ours, and so free. See ADR 43.
    logger.warn({ holdId }, 'a hold is not there any more; nothing is charged')
    return NOTHING
  }
}
