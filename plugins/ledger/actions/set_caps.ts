import { LedgerError } from '#plugins/ledger/api'
import type { SpendCaps } from '#plugins/ledger/api'
import { checkId, LEDGER_LIMITS } from '#plugins/ledger/support/checks'
import { queryPreparedRows } from '#app/support/prepared_statement'
import type { LedgerContext } from '#plugins/ledger/support/operations'

/** A person's own limits from now on; what was spent before, today and this month, counts. */
export function setCaps({ database }: LedgerContext) {
  return async (personId: string, caps: SpendCaps): Promise<void> => {
    checkId(personId, 'personId')
    for (const cap of [caps.daily, caps.monthly]) {
      if (cap !== null && (cap < 0n || cap > LEDGER_LIMITS.amount)) {
        throw new LedgerError('invalid', `A cap is 0 to ${LEDGER_LIMITS.amount} millicoins`)
      }
    }
    await queryPreparedRows(database, {
      name: 'ledger_set_caps',
      text: 'select ledger_set_caps($1, $2, $3)',
      values: [personId, caps.daily, caps.monthly],
    })
  }
}
