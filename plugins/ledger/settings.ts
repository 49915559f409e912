import coinsConfig from '#config/coins'
import ledgerConfig from '#config/ledger'
import type { LedgerSettings } from '#plugins/ledger/support/operations'

/** The program's settings of the ledger. */
export const ledgerSettings: LedgerSettings = {
  ...ledgerConfig,
  lowBalance: coinsConfig.lowBalance,
  welcome: coinsConfig.welcome,
}
