import type { Words } from '#app/bot_kit/wording'
import { dayInWords } from '#app/support/day_in_words'
import { dayIn } from '#plugins/coach/actions/decide'
import type { Project } from '#plugins/coach/project/project'

/** What was decided, as a person reads it: a choice by its name, a day as a day. */
export function valueInWords(
  words: Words,
  { programme }: Pick<Project, 'programme'>,
  decision: string,
  value: string
): string {
  const known = programme.decisions.find(({ id }) => id === decision)
  if (known?.choices?.includes(value)) return words.t(`coach.choice.${value}`)
  const day = known?.kind === 'date' ? dayIn(value) : null
  return day === null ? value : dayInWords(new Date(`${day}T00:00:00Z`), words.locale)
}
