/** The payments' door. Coins are bigint millicoins, money is in minor units of its currency (Stars are whole). */

/** What happens to payments, as outbox topics; listeners get the payload beside each. */
export const PAYMENT_EVENTS = {
  /** `{ paymentId, personId }`: coins reached the wallet. */
  credited: 'payments.credited',
  /** `{ returnId, paymentId, personId, kind }`: a refund or dispute took coins back, or a won dispute gave them again. */
  returned: 'payments.returned',
} as const

export interface PaymentsService {
  /** Whether anybody can buy coins in this program, by any way. */
  sells(): Promise<boolean>
}

declare module '#app/plugin_kit/types' {
  interface Services {
    payments: PaymentsService
  }
}
