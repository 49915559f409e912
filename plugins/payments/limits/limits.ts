/** What people let themselves spend and pay. */

/** `coins_…`: what is spent on replies, millicoins. `money_…`: what is paid for packs, minor units of US dollars. */
export const LIMIT_KINDS = ['coins_daily', 'coins_monthly', 'money_daily', 'money_monthly'] as const
export type LimitKind = (typeof LIMIT_KINDS)[number]

/** Null is no limit. */
export type Limits = Readonly<Record<LimitKind, bigint | null>>

/** A limit that will be raised or removed. */
export interface LimitChange {
  kind: LimitKind
  amount: bigint | null
  takesEffectAt: Date
}

/**
 * A limit that is raised or removed waits so long, seconds: it is there for the moment in which one would raise it.
 * One that is lowered holds at once.
 */
export const RAISE_WAITS_SECONDS = 24 * 60 * 60

/** The currency that limits for money are in; a purchase counts by its pack's price in it. */
export const LIMIT_CURRENCY = 'USD'

/** Whether a limit lets less through than another, or as much. */
export function isTighter(limit: bigint | null, than: bigint | null): boolean {
  return than === null || (limit !== null && limit <= than)
}

export function isMoney(kind: LimitKind): boolean {
  return kind.startsWith('money_')
}
