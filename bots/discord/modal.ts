/** A form as a modal, five inputs at a time, and its values as the kit wants them. */
import {
  ComponentType,
  TextInputStyle,
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
} from 'discord.js'
import { ANSWER_PREFIX, FORM_PREFIX } from '#bots/discord/custom_ids'
import { clip, DISCORD } from '#bots/discord/limits'
import type { FormField, FormNode } from '#app/bot_kit/reply'

/** How many modals a form takes. */
export function modalCount(node: FormNode): number {
  return Math.max(1, Math.ceil(node.fields.length / DISCORD.modalInputs))
}

/** @param step from 0 */
export function modalOf(
  node: FormNode,
  button: string,
  step: number
): APIModalInteractionResponseCallbackData {
  const from = step * DISCORD.modalInputs
  const count = modalCount(node)
  const place = count > 1 ? ` ${step + 1}/${count}` : ''
  return {
    custom_id: `${FORM_PREFIX}${button}`,
    title: `${clip(node.title, DISCORD.modalTitle - place.length)}${place}`,
    components: node.fields.slice(from, from + DISCORD.modalInputs).map(input),
  }
}

function input(field: FormField): APILabelComponent {
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
  return {
    ...label,
    component: {
      type: ComponentType.TextInput,
      custom_id: field.name,
      style: field.kind === 'line' ? TextInputStyle.Short : TextInputStyle.Paragraph,
      required: field.required,
      max_length: Math.min(field.maxLength, DISCORD.inputLength),
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
      input({
        name: 'text',
        label: words.label,
        kind: 'paragraph',
        required: true,
        maxLength,
      }),
    ],
  }
}
