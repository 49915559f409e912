import { checkId } from '#plugins/ledger/support/checks'
import { queryPreparedRows } from '#app/support/prepared_statement'
import type { LedgerContext } from '#plugins/ledger/support/operations'

/**
 * Gives the welcome coins once per person, and never to somebody who had them under another id. True when given now.
 */
export function grantWelcome({ database, settings }: LedgerContext) {
  return async (personId: string): Promise<boolean> => {
    checkId(personId, 'personId')
    const [row] = await queryPreparedRows<[outcome: string]>(database, {
      name: 'ledger_welcome',
      text: 'select ledger_welcome($1, $2)',
      values: [personId, settings.welcome],
    })
    switch (row?.[0]) {
      case 'given':
        return true
      case 'given_before':
      case 'barred':
        return false
      default:
        throw new Error(`ledger_welcome gave ${row?.[0]}`)
    }
  }
}
