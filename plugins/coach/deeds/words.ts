/** A deed in words, for every frontend. */
import type { Say } from '#plugins/coach/deeds/kind'
import type { Deed, DeedResult, Note } from '#plugins/coach/deeds/deed'
import { DEED_KINDS } from '#plugins/coach/deeds/kinds/kinds'
import { priceWords } from '#plugins/coach/deeds/price'

interface Speaker {
  t: Say
  locale: string
}

const noteWords = ({ t }: Speaker, { key, data }: Note): string => t(`coach.deed.note.${key}`, data)

/** What a plan says would be done, line by line. */
export function planLines(
  speaker: Speaker,
  { action, plan }: Pick<Deed, 'action' | 'plan'>
): readonly { name: string; value: string }[] {
  const lines = DEED_KINDS[action].fields
    .filter(({ isShown }) => isShown?.(plan.values) ?? true)
    .map(({ name }) => ({
      name: speaker.t(`coach.deed.field.${name}`),
      value: plan.asks.includes(name)
        ? speaker.t('coach.deed.asked')
        : valueWords(speaker, plan, name),
    }))
  return lines.filter(({ value }) => value !== '')
}

/** What a plan says of one field. */
export function valueWords(
  { t, locale }: Speaker,
  { values, choices }: Deed['plan'],
  name: string
): string {
  const value = values[name] ?? ''
  if (name === 'price') return priceWords(value, t, locale)
  return choices[name]?.find((one) => one.value === value)?.label ?? value
}

/** What follows from how things stand: what is replaced, whether it is sold at once. */
export const planNotes = (speaker: Speaker, { plan }: Pick<Deed, 'plan'>): readonly string[] =>
  plan.notes.map((note) => noteWords(speaker, note))

/** What became of a deed, or of undoing it. */
export const resultLines = (speaker: Speaker, { notes, lines }: DeedResult): readonly string[] => [
  ...notes.map((note) => noteWords(speaker, note)),
  ...lines,
]
