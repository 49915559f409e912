/** The payments' door. Coins are bigint millicoins, money is in minor units of its currency (Stars are whole). */

/** What happens to payments, as outbox topics; listeners get the payload beside each. */
export const PAYMENT_EVENTS = {
  /** `{ paymentId, personId }`: coins reached the wallet. */
  credited: 'payments.credited',
  /**
   * `{ returnId, paymentId, personId, kind, change }`: a refund or dispute took coins back (`taken`), or one that came to
   * nothing gave them again (`given`). Where no coins went, nothing is told.
   */
  returned: 'payments.returned',
} as const

export interface PaymentsService {
  /** The gateways that are connected, by name; `test` is the development's own. */
  connected(): Promise<readonly string[]>
}

declare module '#app/plugin_kit/types' {
  interface Services {
    payments: PaymentsService
  }
}
