/** Reads what a creator typed of a code. Nothing of it is trusted. */
import { DateTime } from 'luxon'
import { now } from '#plugins/communities/clock'
import { CODE_LIMITS } from '#plugins/communities/codes/limits'
import { normalCode } from '#plugins/communities/codes/normal_code'
import type { CodeRow } from '#plugins/communities/rows'
import { readCoins } from '#plugins/communities/tiers/amounts'
import type { Read, Wrong } from '#plugins/communities/tiers/check_tier'
import { TIER_LIMITS } from '#plugins/communities/tiers/limits'

export const CODE_KINDS = [
  'percent',
  'fixed',
  'free_days',
] as const satisfies readonly CodeRow['kind'][]

export type NewCode = Pick<
  CodeRow,
  'code' | 'kind' | 'value' | 'coins_off' | 'cycles' | 'most_uses' | 'expires_at'
>
export type TypedCode = Readonly<
  Partial<Record<'code' | 'kind' | 'value' | 'cycles' | 'uses' | 'days', string>>
>

const wrong = (field: string, what: Wrong['what'], limit?: number | string): Read<never> => ({
  outcome: 'wrong',
  wrong: { field, what, ...(limit !== undefined && { limit }) },
})

/** Everything but the tier, which is chosen and not typed. */
export function readCode(typed: TypedCode): Read<NewCode> {
  const code = normalCode(typed.code ?? '')
  if (code === null) return wrong('code', 'bad_code')
  const kind = CODE_KINDS.find((one) => one === typed.kind)
  if (!kind) return wrong('code_kind', 'missing')
  const worth = readWorth(kind, (typed.value ?? '').trim())
  if (worth.outcome === 'wrong') return worth
  const cycles = readCount('cycles', typed.cycles, CODE_LIMITS.cycles)
  if (cycles.outcome === 'wrong') return cycles
  const uses = readCount('uses', typed.uses, CODE_LIMITS.uses)
  if (uses.outcome === 'wrong') return uses
  const days = readCount('expires', typed.days, CODE_LIMITS.days)
  if (days.outcome === 'wrong') return days
  return {
    outcome: 'read',
    value: {
      code,
      kind,
      ...worth.value,
      // 0 cycles are all of them; a code that says nothing is for the first one.
      cycles: cycles.value === 0 ? null : (cycles.value ?? 1),
      most_uses: uses.value === 0 ? null : uses.value,
      expires_at:
        days.value === null || days.value === 0
          ? null
          : DateTime.fromJSDate(now(), { zone: 'utc' }).plus({ days: days.value }).toJSDate(),
    },
  }
}

function readWorth(
  kind: CodeRow['kind'],
  typed: string
): Read<Pick<CodeRow, 'value' | 'coins_off'>> {
  if (kind === 'fixed') {
    const coins = readCoins(typed)
    if (coins === null || coins === 0n) return wrong('value', 'not_a_number')
    if (coins > TIER_LIMITS.coins)
      return wrong('value', 'too_much', String(TIER_LIMITS.coins / 1_000n))
    return { outcome: 'read', value: { value: null, coins_off: coins } }
  }
  const plain = typed.replace(/\s*%$/, '')
  if (!/^\d{1,4}$/.test(plain) || Number(plain) === 0) return wrong('value', 'not_a_number')
  const most = kind === 'percent' ? 100 : CODE_LIMITS.freeDays
  if (Number(plain) > most) return wrong('value', 'too_much', most)
  const value = kind === 'percent' ? Number(plain) * 100 : Number(plain)
  return { outcome: 'read', value: { value, coins_off: null } }
}

function readCount(field: string, typed: string | undefined, most: number): Read<number | null> {
  const text = (typed ?? '').trim()
  if (text === '') return { outcome: 'read', value: null }
  if (!/^\d{1,9}$/.test(text)) return wrong(field, 'not_a_number')
  const count = Number(text)
  return count > most ? wrong(field, 'too_much', most) : { outcome: 'read', value: count }
}
