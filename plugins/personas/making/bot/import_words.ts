/** What imports and refused files are said to be. */
import type { TurnContext } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import type { CardProblem } from '#plugins/personas/cards/card_error'
import { CARD_LIMITS } from '#plugins/personas/cards/card_limits'
import { validateLorebook } from '#plugins/personas/lorebook/validate_lorebook'
import type { Import } from '#plugins/personas/making/import_card'
import { PICTURE_LIMITS } from '#plugins/personas/making/persona_limits'
import { plainText } from '#plugins/personas/plain_text'

export const MEGABYTE = 1024 * 1024

/** What a card leaves open: it is named after its file, and speaks its creator's language. */
export function usualOf(
  { locale }: Pick<TurnContext, 'locale'>,
  fileName: string
): { name: string; language: string } {
  const name = plainText(fileName)
    .replace(/\.[^.]*$/, '')
    .replaceAll(/[_-]+/g, ' ')
    .trim()
    .slice(0, 60)
  return { name: name === '' ? 'Nameless' : name.toWellFormed(), language: locale }
}

/** Why a file was refused, in the person's words. */
export function refusedFile(ctx: TurnContext, problem: CardProblem | 'not_a_picture'): Reply {
  return [{ kind: 'text', tone: 'error', text: problemText(ctx.t, problem) }]
}

export function problemText(
  t: (key: string, data?: Record<string, unknown>) => string,
  problem: CardProblem | 'not_a_picture'
): string {
  return t(`personas.cards.errors.${problem}`, {
    file: CARD_LIMITS.fileBytes / MEGABYTE,
    json: CARD_LIMITS.jsonBytes / MEGABYTE,
    picture: PICTURE_LIMITS.bytes / MEGABYTE,
    side: PICTURE_LIMITS.side,
    least: PICTURE_LIMITS.least,
  })
}

/** What an import came to, with what could not be taken whole. */
export function importedText(
  t: (key: string, data?: Record<string, unknown>) => string,
  { own, shortened }: Extract<Import, { outcome: 'created' }>
): string {
  const fields = shortened.map((field) => t(`personas.making.fields.${field}`)).join(', ')
  const { lorebook, name } = own.persona
  const skipped = lorebook ? validateLorebook(lorebook).length : 0
  return [
    t('personas.cards.import.done', { name }),
    ...(fields === '' ? [] : [t('personas.cards.import.shortened', { fields })]),
    ...(skipped === 0 ? [] : [t('personas.cards.import.skipped', { count: skipped })]),
  ].join('\n\n')
}
