import type { ServiceFactory } from '#app/plugin_kit/types'
import type { LedgerService } from '#plugins/ledger/api'
import { makeLedger } from '#plugins/ledger/ledger'
import { ledgerSettings } from '#plugins/ledger/settings'

// The container gives the database while services are made; `lucid/services/db` is filled only after that.
const makeService: ServiceFactory<LedgerService> = async ({ app, identity }) => {
  const database = await app.container.make('lucid.db')
  const ledger = makeLedger({ database, settings: ledgerSettings })
  return {
    ...ledger,
    // Whoever deletes everything and comes back had their welcome.
    grantWelcome: async (personId) =>
      (await identity.isReturning(personId)) ? false : ledger.grantWelcome(personId),
  }
}

export default makeService
