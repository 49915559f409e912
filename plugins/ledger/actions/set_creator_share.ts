import { LedgerError } from '#plugins/ledger/api'
import { checkId } from '#plugins/ledger/support/checks'
import { queryPreparedRows } from '#app/support/prepared_statement'
import type { LedgerContext } from '#plugins/ledger/support/operations'

/** A creator's own share; each hold keeps the one that was in force when it was made. */
export function setCreatorShare({ database }: LedgerContext) {
  return async (creatorId: string, basisPoints: number | null): Promise<void> => {
    checkId(creatorId, 'creatorId')
    if (
      basisPoints !== null &&
      !(Number.isInteger(basisPoints) && basisPoints >= 0 && basisPoints <= 10_000)
    ) {
      throw new LedgerError('invalid', `A share is 0 to 10000 basis points, got ${basisPoints}`)
    }
    await queryPreparedRows(database, {
      name: 'ledger_set_creator_share',
      text: `insert into ledger_accounts (kind, owner, share_bp) values ('earnings', $1, $2)
        on conflict (kind, owner, name, commodity) do update set share_bp = excluded.share_bp`,
      values: [creatorId, basisPoints],
    })
  }
}
