import type { PictureChange } from '#plugins/personas/making/set_picture'

/** Why a picture was not taken, in a language; null when it was. */
export function pictureTrouble(
  t: (key: string, data?: Record<string, unknown>) => string,
  change: PictureChange
): string | null {
  switch (change.outcome) {
    case 'set':
      return null
    case 'blocked': {
      const why = t(`personas.making.blocked.${change.category}`)
      return t('personas.making.edit.blocked', { why })
    }
    case 'adults_only':
      return t('personas.making.not_adult')
    case 'not_yours':
      return t('personas.making.not_yours')
  }
}
