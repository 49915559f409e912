import type { PaymentsServices } from '#plugins/payments/services'
import { dyingAfter as dying } from '#tests/support/dying'

/** Runs work of the payments that dies after so many steps; calls of the ledger and of gateways are steps. */
export const dyingAfter = (
  last: number,
  services: PaymentsServices,
  work: (services: PaymentsServices) => Promise<unknown>
): Promise<{ steps: number; died: boolean }> =>
  dying(
    last,
    (watch) => ({
      ...services,
      ledger: watch(services.ledger),
      gateways: async () => {
        const gateways = await services.gateways()
        return new Map([...gateways].map(([name, gateway]) => [name, watch(gateway)]))
      },
    }),
    work
  )
