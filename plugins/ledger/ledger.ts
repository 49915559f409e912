import { holdsTotal } from '#app/health/metrics'
import { captureHold } from '#plugins/ledger/actions/capture_hold'
import { giveBack } from '#plugins/ledger/actions/give_back'
import { grantWelcome } from '#plugins/ledger/actions/grant_welcome'
import { holdCoins } from '#plugins/ledger/actions/hold_coins'
import { releaseHold } from '#plugins/ledger/actions/release_hold'
import { restoreReversal } from '#plugins/ledger/actions/restore_reversal'
import { reverseTopUp } from '#plugins/ledger/actions/reverse_top_up'
import { sell } from '#plugins/ledger/actions/sell'
import { setCaps } from '#plugins/ledger/actions/set_caps'
import { setCreatorShare } from '#plugins/ledger/actions/set_creator_share'
import { topUp } from '#plugins/ledger/actions/top_up'
import { transferValue } from '#plugins/ledger/actions/transfer_value'
import type { LedgerService } from '#plugins/ledger/api'
import { earningsByDay } from '#plugins/ledger/queries/earnings_by_day'
import { findTransfers } from '#plugins/ledger/queries/find_transfers'
import { payableEarnings } from '#plugins/ledger/queries/payable_earnings'
import { spendCaps } from '#plugins/ledger/queries/spend_caps'
import { statement } from '#plugins/ledger/queries/statement'
import { walletBalance } from '#plugins/ledger/queries/wallet_balance'
import type { LedgerContext } from '#plugins/ledger/support/operations'

/** The ledger on a database: each of its actions gathers its own operations into calls. */
export function makeLedger(context: LedgerContext): LedgerService {
  const transfer = transferValue(context)
  return {
    hold: counted('hold', holdCoins(context)),
    capture: counted('capture', captureHold(context)),
    release: counted('release', releaseHold(context)),
    transfer: async (request) => {
      const result = await transfer(request)
      if (result.outcome === 'insufficient_coins') return result
      return { outcome: result.outcome, transferId: result.transferId }
    },
    grantWelcome: grantWelcome(context),
    setCreatorShare: setCreatorShare(context),
    topUp: topUp(context),
    reverse: reverseTopUp(context),
    restore: restoreReversal(context),
    sell: sell(context),
    giveBack: giveBack(context),
    setCaps: setCaps(context),
    caps: spendCaps(context),
    payable: payableEarnings(context),
    balance: walletBalance(context),
    transfers: findTransfers(context),
    statement: statement(context),
    earningsByDay: earningsByDay(context),
  }
}

/** The operation, counted by its outcome. */
function counted<Request, Result extends { outcome: string }>(
  operation: string,
  run: (request: Request) => Promise<Result>
): (request: Request) => Promise<Result> {
  return async (request) => {
    const result = await run(request)
    holdsTotal.inc({ operation, outcome: result.outcome })
    return result
  }
}
