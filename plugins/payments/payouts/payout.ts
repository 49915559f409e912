import paymentsConfig from '#config/payments'

export const PAYOUT_STATES = [
  'asked',
  'reserved',
  'sent',
  'paid',
  'failing',
  'failed',
  'reversing',
  'reversed',
  'refused',
] as const
export type PayoutState = (typeof PAYOUT_STATES)[number]

/** States in which something is still to happen. */
export const OPEN_STATES: readonly PayoutState[] = [
  'asked',
  'reserved',
  'sent',
  'failing',
  'reversing',
]

export const PAYOUT_PROVIDERS = ['stripe', 'manual'] as const
export type PayoutProviderName = (typeof PAYOUT_PROVIDERS)[number]

/** Earnings on their way to a creator's bank. */
export interface Payout {
  id: string
  personId: string
  provider: PayoutProviderName
  /** Millicoins that it took out of the earnings. */
  coins: bigint
  currency: string
  /** Minor units. */
  amount: bigint
  state: PayoutState
  approvalsNeeded: number
  approvals: number
  providerPayout: string | null
  reference: string | null
  reason: string | null
  askedAt: Date
  paidAt: Date | null
}

/** Someone who is paid. */
export interface Payee {
  id: string
  personId: string
  provider: PayoutProviderName
  providerAccount: string | null
  /** Money can be sent there. */
  ready: boolean
  monthly: boolean
  /** Where an admin sends the money, sealed. */
  detailsSealed: Buffer | null
}

/** Millionths of a unit in a minor unit, times the millicoins of a coin: what both scales differ by. */
const SCALE = 10_000n * 1_000n

/**
 * What coins are worth, in whole minor units, and the coins that this takes: the smallest number that is worth as
 * much, so that a rest below a cent stays with the creator.
 * @param coins millicoins
 * @param microPerCoin millionths of the currency's unit for a coin
 */
export function worth(
  coins: bigint,
  microPerCoin: bigint = paymentsConfig.payouts.microPerCoin
): { amount: bigint; coins: bigint } {
  const amount = (coins * microPerCoin) / SCALE
  return { amount, coins: (amount * SCALE + microPerCoin - 1n) / microPerCoin }
}
