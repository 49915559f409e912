/** What the frontend says by itself: modals for forms, and the way around words that Discord hides. */
import { ButtonStyle, ComponentType, type Interaction, type Message } from 'discord.js'
import type { BotRuntime } from '#app/bot_kit/frontend'
import { LIMITS } from '#app/bot_kit/limits'
import type { DiscordApi, InteractionRef } from '#bots/discord/api'
import { ANSWER_PREFIX, formId } from '#bots/discord/custom_ids'
import type { FormRef, Forms, OpenForm } from '#bots/discord/forms'
import type { Answerable } from '#bots/discord/inbound'
import { clip, DISCORD } from '#bots/discord/limits'
import { answerModal, modalCount, modalOf } from '#bots/discord/modal'

export interface DialogServices {
  api: DiscordApi
  forms: Forms
  runtime: BotRuntime
}

export class Dialogs {
  constructor(private readonly services: DialogServices) {}

  /**
   * A modal has to be the first answer to a press, so the form's card carries a button that opens it.
   * @param step from 0; null for the next that is to be filled
   */
  async openForm(interaction: Answerable, button: string, step: number | null): Promise<void> {
    const form = await this.services.forms.find(refOfForm(interaction, button))
    if (!form) return this.#formExpired(interaction)
    const shown = step ?? Math.min(form.filled, modalCount(form) - 1)
    await this.services.api.showModal(refOf(interaction), modalOf(form, button, shown))
  }

  /** What was written into a modal whose form is gone is given back. */
  async #formExpired(
    interaction: Answerable,
    written: Readonly<Record<string, string>> = {}
  ): Promise<void> {
    const words = Object.values(written).filter((value) => value !== '')
    const expired = this.services.runtime.t(interaction.locale, 'discord.form.expired')
    const description = clip([expired, ...words].join('\n\n'), DISCORD.embedDescription)
    const embeds = [{ description }]
    await this.services.api.reply(refOf(interaction), { embeds }, { private: true })
  }

  /** Takes a modal's values. Gives all of the form's when it is complete; else asks for the rest. */
  async submitForm(
    interaction: Answerable,
    { button, step, values }: { button: string; step: number; values: Record<string, string> }
  ): Promise<Readonly<Record<string, string>> | null> {
    const { forms } = this.services
    const ref = refOfForm(interaction, button)
    const form = await forms.fill(ref, step, values)
    if (!form) {
      await this.#formExpired(interaction, values)
      return null
    }
    if (form.filled === modalCount(form)) {
      await forms.close(ref)
      return form.values
    }
    await this.#askOn(interaction, button, form)
    return null
  }

  async #askOn(interaction: Answerable, button: string, form: OpenForm): Promise<void> {
    const { api, runtime } = this.services
    const t = (key: string, data?: Record<string, unknown>) =>
      runtime.t(interaction.locale, key, data)
    const steps = modalCount(form)
    const at = (step: number) => ({ step: step + 1, steps })
    const draft = {
      content: t('discord.form.continued'),
      components: [
        row(
          {
            label: t('discord.form.continue', at(form.filled)),
            customId: formId(button, form.filled),
          },
          {
            label: t('discord.form.back', at(form.filled - 1)),
            customId: formId(button, form.filled - 1),
            style: ButtonStyle.Secondary,
          }
        ),
      ],
    }
    await api.reply(refOf(interaction), draft, { private: true })
  }

  /** Takes an answer to a persona's message in a modal. */
  async openAnswer(interaction: Answerable, messageId: string): Promise<void> {
    const { runtime } = this.services
    const words = {
      title: runtime.t(interaction.locale, 'discord.answer.title'),
      label: runtime.t(interaction.locale, 'discord.answer.label'),
    }
    await this.services.api.showModal(
      refOf(interaction),
      answerModal(messageId, words, LIMITS.messageLength)
    )
  }

  /** Tells a person whose reply Discord hides how to be heard, with a button that takes the answer. */
  async hint(message: Message, personaMessageId: string, locale?: string): Promise<void> {
    const { api, runtime } = this.services
    const t = (key: string, data?: Record<string, unknown>) => runtime.t(locale, key, data)
    await api.send(
      message.channelId,
      {
        content: t('discord.answer.hidden', { mention: `<@${message.client.user.id}>` }),
        components: [
          row({
            label: t('discord.answer.button'),
            customId: `${ANSWER_PREFIX}${personaMessageId}`,
          }),
        ],
      },
      { nonce: `hint-${BigInt(message.id).toString(36)}`, replyTo: message.id }
    )
  }
}

export function refOf(interaction: Interaction): InteractionRef {
  return { id: interaction.id, token: interaction.token, applicationId: interaction.applicationId }
}

function refOfForm(interaction: Interaction, button: string): FormRef {
  return { userId: interaction.user.id, button }
}

interface OwnButton {
  label: string
  customId: string
  style?: ButtonStyle.Secondary
}

function row(...buttons: readonly OwnButton[]) {
  const components = buttons.map(({ label, customId, style }) => ({
    type: ComponentType.Button as const,
    style: style ?? (ButtonStyle.Primary as const),
    label: clip(label, DISCORD.buttonLabel),
    custom_id: customId,
  }))
  return { type: ComponentType.ActionRow as const, components }
}
