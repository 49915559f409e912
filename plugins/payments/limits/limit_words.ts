import type { Words } from '#app/bot_kit/wording'
import {
  isMoney,
  LIMIT_CURRENCY,
  LIMIT_KINDS,
  type LimitKind,
} from '#plugins/payments/limits/limits'
import type { OwnLimits } from '#plugins/payments/limits/queries/limits_of'
import { moneyInWords } from '#app/support/money'

export type Say = Pick<Words, 'locale' | 't' | 'coins'>

/** A limit as people read it. */
export interface LimitLine {
  kind: LimitKind
  name: string
  /** What is used of it, or that there is none. */
  value: string
  /** What it becomes and when. */
  change: string | null
}

export function limitLines(say: Say, { limits, used, changes }: OwnLimits): LimitLine[] {
  return LIMIT_KINDS.map((kind) => {
    const limit = limits[kind]
    const change = changes.find((one) => one.kind === kind)
    return {
      kind,
      name: say.t(`payments.limits.kind.${kind}`),
      value:
        limit === null
          ? say.t('payments.limits.none', { used: amountIn(say, kind, used[kind]) })
          : say.t('payments.limits.used', {
              used: amountIn(say, kind, used[kind]),
              limit: amountIn(say, kind, limit),
            }),
      change: change
        ? say.t(change.amount === null ? 'payments.limits.goes' : 'payments.limits.rises', {
            at: timeIn(say, change.takesEffectAt),
            limit: change.amount === null ? '' : amountIn(say, kind, change.amount),
          })
        : null,
    }
  })
}

function amountIn(say: Say, kind: LimitKind, amount: bigint): string {
  return isMoney(kind) ? moneyInWords(amount, LIMIT_CURRENCY, say) : say.coins(amount)
}

function timeIn(say: Say, at: Date): string {
  return new Intl.DateTimeFormat(say.locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
  }).format(at)
}
