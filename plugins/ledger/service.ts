import type { ServiceFactory } from '#app/plugin_kit/types'
import type { LedgerService } from '#plugins/ledger/api'
import { makeLedger } from '#plugins/ledger/ledger'
import { ledgerSettings } from '#plugins/ledger/settings'

// The container gives the database while services are made; `lucid/services/db` is filled only after that.
const makeService: ServiceFactory<LedgerService> = async ({ app }) =>
  makeLedger({ database: await app.container.make('lucid.db'), settings: ledgerSettings })

export default makeService
