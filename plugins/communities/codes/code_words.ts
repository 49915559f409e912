import type { CodeRefusal } from '#plugins/communities/codes/find_code'
import type { CodeRow } from '#plugins/communities/rows'
import type { Speaker } from '#plugins/communities/tiers/tier_words'

/** What a code takes off, for instance "20% off the first 3 payments". */
export function codeWords(
  { t, coins }: Pick<Speaker, 't' | 'coins'>,
  { kind, value, coins_off: off, cycles }: Pick<CodeRow, 'kind' | 'value' | 'coins_off' | 'cycles'>
): string {
  const what = t(`communities.codes.worth.${kind}`, {
    percent: (value ?? 0) / 100,
    days: value ?? 0,
    coins: coins(off ?? 0n),
  })
  if (kind === 'free_days') return what
  return t('communities.codes.worth.for', { what, cycles: cycles ?? 0 })
}

/** Why a code does not help. */
export const codeRefusalWords = ({ t }: Pick<Speaker, 't'>, reason: CodeRefusal): string =>
  t(`communities.codes.refused.${reason}`)
