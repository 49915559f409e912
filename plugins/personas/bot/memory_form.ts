import type { TurnContext } from '#app/bot_kit/command'
import type { FormNode } from '#app/bot_kit/reply'
import { label } from '#plugins/personas/bot/offers'
import personasConfig from '#config/personas'

/** Asks for the words of a memory, and gives them to a command under `field`. */
export function wordsForm(
  ctx: TurnContext,
  to: {
    title: string
    /** The persona's. */
    name: string
    command: string
    field: string
    options?: Readonly<Record<string, string>>
    /** What is kept now. */
    value?: string
  }
): FormNode {
  const { longest } = personasConfig.memory
  return {
    kind: 'form',
    title: to.title,
    fields: [
      {
        name: to.field,
        label: ctx.t('personas.memory.write_label', { name: to.name }),
        hint: ctx.t('personas.memory.write_hint', { most: longest }),
        kind: 'paragraph',
        required: true,
        maxLength: longest,
        ...(to.value !== undefined && { value: to.value }),
      },
    ],
    submit: {
      label: label(ctx.t('personas.memory.save')),
      invoke: { command: to.command, ...(to.options && { options: to.options }) },
      style: 'primary',
    },
    cancelLabel: ctx.t('personas.memory.cancel'),
  }
}
