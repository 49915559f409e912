import { say } from '#plugins/coach/programme/say'
import { canUndo } from '#plugins/coach/deeds/can_undo'
import type { KeptDeed } from '#plugins/coach/deeds/deed'
import type { WrongField } from '#plugins/coach/deeds/kind'
import { DEED_KINDS } from '#plugins/coach/deeds/kinds/kinds'
import { planLines, planNotes, resultLines } from '#plugins/coach/deeds/words'
import { tasksOf, type Programme } from '#plugins/coach/programme/programme'

interface Speaker {
  locale: string
  t(key: string, data?: Record<string, unknown>): string
}

/** A form that came back: what was typed, and what of it cannot be. */
interface Form {
  typed: Readonly<Record<string, string>>
  wrong: WrongField
}

/** A plan, or what became of it, as the page shows it: everything in words already. */
export function deedPage(
  speaker: Speaker,
  programme: Programme,
  deed: KeptDeed,
  form: Form | null
) {
  const { plan, state, action } = deed
  const { t } = speaker
  const task = tasksOf(programme).find(({ id }) => id === deed.taskId)
  const isPlan = state === 'proposed'
  const { fields } = DEED_KINDS[action]
  const isOwn = fields.some(({ name }) => name === form?.wrong.field)
  return {
    id: deed.id,
    lead: t(`coach.web.deeds.lead.${deed.isUndoing ? 'undoing' : state}`, {
      community: plan.community.name,
    }),
    isPlan,
    title: t(`coach.deed.title.${action}`, { community: plan.community.name }),
    task: { id: deed.taskId, title: task ? say(speaker, task.title) : '' },
    confirm: isPlan && plan.asks.length === 0 ? t(`coach.deed.button.confirm_${action}`) : null,
    canUndo: canUndo(deed) && !deed.isUndoing,
    isOpen: plan.asks.length > 0 || form !== null,
    lines: planLines(speaker, deed),
    notes: isPlan ? planNotes(speaker, deed) : [],
    formWrong: form && !isOwn ? wrongWords(speaker, form.wrong) : null,
    fields: fields.map(({ name, kind, maxLength }) => ({
      name,
      kind,
      maxLength,
      label: t(`coach.deed.field.${name}`),
      hint: t(`coach.deed.hint.${name}`),
      value: form?.typed[name] ?? plan.values[name] ?? '',
      choices: plan.choices[name] ?? [],
      wrong: form?.wrong.field === name ? wrongWords(speaker, form.wrong) : null,
    })),
    result: deed.result && {
      lines: resultLines(speaker, deed.result),
      // What follows is done on the community's card, in the chat.
      next: deed.result.next.map(({ key }) => t(`coach.deed.next.${key}`)),
    },
  }
}

export const wrongWords = ({ t }: Pick<Speaker, 't'>, { field, what, limit }: WrongField) =>
  t(`coach.deed.wrong.${what}`, { field: t(`coach.deed.field.${field}`), limit })
