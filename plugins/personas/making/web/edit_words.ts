import { wrongText } from '#plugins/personas/making/bot/making_kit'
import type { Edit } from '#plugins/personas/making/edit_persona'

/** Why an edit was not saved, as the web page says it: there, the words are still in the form. */
export function editWords(
  t: (key: string, data?: Record<string, unknown>) => string,
  edited: Exclude<Edit, { outcome: 'saved' }>
): string {
  switch (edited.outcome) {
    case 'conflict':
      return t('personas.making.web.conflict')
    case 'wrong':
      return wrongText(t, edited.wrong)
    case 'blocked': {
      const why = t(`personas.making.blocked.${edited.category}`)
      return t('personas.making.edit.blocked', { why })
    }
    case 'adults_only':
      return t('personas.making.not_adult')
    case 'not_yours':
      return t('personas.making.not_yours')
  }
}
