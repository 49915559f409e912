import { LedgerError } from '#plugins/ledger/api'
import type { transferValue } from '#plugins/ledger/actions/transfer_value'
import type { LedgerContext } from '#plugins/ledger/support/operations'

/** Gives the welcome coins once per person. True when given now. */
export function grantWelcome(
  { settings }: LedgerContext,
  transfer: ReturnType<typeof transferValue>
) {
  return async (personId: string): Promise<boolean> => {
    try {
      const result = await transfer({
        key: `welcome:${personId}`,
        memo: { key: 'ledger.memo.welcome' },
        legs: [
          { account: { kind: 'system', name: 'promotion' }, amount: -settings.welcome },
          { account: { kind: 'wallet', personId, bucket: 'promo' }, amount: settings.welcome },
        ],
      })
      return result.outcome === 'transferred' && result.fresh
    } catch (error) {
      // Given before, when the setting was another number of coins.
      if (error instanceof LedgerError && error.fault === 'key_conflict') return false
      throw error
    }
  }
}
