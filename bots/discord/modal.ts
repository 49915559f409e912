/** A form as a modal, five inputs at a time, and its values as the kit wants them. */
import {
  ComponentType,
  TextInputStyle,
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
} from 'discord.js'
import { ANSWER_PREFIX, formId } from '#bots/discord/custom_ids'
import { clip, DISCORD } from '#bots/discord/limits'
import type { FormField, FormNode } from '#app/bot_kit/reply'

/** How many modals a form takes. */
export function modalCount(node: Pick<FormNode, 'fields'>): number {
  return Math.max(1, Math.ceil(node.fields.length / DISCORD.modalInputs))
}

/** @param step from 0 */
export function modalOf(
  node: Pick<FormNode, 'title' | 'fields'> & { values?: Readonly<Record<string, string>> },
  button: string,
  step: number
): APIModalInteractionResponseCallbackData {
  const from = step * DISCORD.modalInputs
  const count = modalCount(node)
  const place = count > 1 ? ` ${step + 1}/${count}` : ''
  return {
    custom_id: formId(button, step),
    title: `${clip(node.title, DISCORD.modalTitle - place.length)}${place}`,
    components: node.fields
      .slice(from, from + DISCORD.modalInputs)
      .map((field) => input(field, node.values?.[field.name] ?? field.value)),
  }
}

/** @param value what is in it already */
function input(field: FormField, value?: string): APILabelComponent {
  const label: Omit<APILabelComponent, 'component'> = {
    type: ComponentType.Label,
    label: clip(field.label, DISCORD.inputLabel),
    ...(field.hint !== undefined &&
      field.hint !== '' && { description: clip(field.hint, DISCORD.inputHint) }),
  }
  if (field.kind === 'select') {
    const options = (field.choices ?? []).slice(0, DISCORD.selectOptions).map((choice) => ({
      label: clip(choice.label, DISCORD.optionLabel),
      value: choice.value,
      ...(choice.value === value && { default: true }),
    }))
    return {
      ...label,
      component: {
        type: ComponentType.StringSelect,
        custom_id: field.name,
        required: field.required,
        options,
      },
    }
  }
  const most = Math.min(field.maxLength, DISCORD.inputLength)
  return {
    ...label,
    component: {
      type: ComponentType.TextInput,
      custom_id: field.name,
      style: field.kind === 'line' ? TextInputStyle.Short : TextInputStyle.Paragraph,
      required: field.required,
      max_length: most,
      // A text that does not fit is not cut: whoever saved it would lose the rest.
      ...(value !== undefined && value !== '' && value.length <= most && { value }),
    },
  }
}

/** One paragraph: what a person wants to say to a persona. */
export function answerModal(
  messageId: string,
  words: { title: string; label: string },
  maxLength: number
): APIModalInteractionResponseCallbackData {
  return {
    custom_id: `${ANSWER_PREFIX}${messageId}`,
    title: clip(words.title, DISCORD.modalTitle),
    components: [
      input({ name: 'text', label: words.label, kind: 'paragraph', required: true, maxLength }),
    ],
  }
}
