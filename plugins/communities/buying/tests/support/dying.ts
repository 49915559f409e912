import type { CommunitiesServices } from '#plugins/communities/services'
import { dyingAfter as dying } from '#tests/support/dying'

/** Runs work of the communities that dies after so many steps; calls of the ledger and of the payments are steps. */
export const dyingAfter = (
  last: number,
  services: CommunitiesServices,
  work: (services: CommunitiesServices) => Promise<unknown>
): Promise<{ died: boolean }> =>
  dying(
    last,
    (watch) => ({
      ...services,
      ledger: watch(services.ledger),
      payments: watch(services.payments),
    }),
    work
  )
