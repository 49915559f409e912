/** What the frontend says by itself: modals for forms, and the way around words that Discord hides. */
import { ButtonStyle, ComponentType, type Interaction, type Message } from 'discord.js'
import type { BotRuntime } from '#app/bot_kit/frontend'
import { LIMITS } from '#app/bot_kit/limits'
import type { DiscordApi, InteractionRef } from '#bots/discord/api'
import { ANSWER_PREFIX, FORM_PREFIX } from '#bots/discord/custom_ids'
import type { Forms } from '#bots/discord/forms'
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

  /** A modal has to be the first answer to a press, so the form's card carries a button that opens it. */
  async openForm(interaction: Answerable, button: string): Promise<void> {
    const form = this.services.forms.find(button)
    if (!form) return this.#formExpired(interaction)
    await this.services.api.showModal(refOf(interaction), modalOf(form.node, button, form.step))
  }

  async #formExpired(interaction: Answerable): Promise<void> {
    const description = this.services.runtime.t(interaction.locale, 'discord.form.expired')
    await this.services.api.reply(
      refOf(interaction),
      { embeds: [{ description }] },
      { private: true }
    )
  }

  /** Takes a modal's values. Gives all of the form's when it is complete; else asks for the rest. */
  async submitForm(
    interaction: Answerable,
    button: string,
    values: Record<string, string>
  ): Promise<Record<string, string> | null> {
    const { forms, api, runtime } = this.services
    const form = forms.find(button)
    if (!form) {
      await this.#formExpired(interaction)
      return null
    }
    form.values = { ...form.values, ...values }
    form.step += 1
    const steps = modalCount(form.node)
    if (form.step >= steps) {
      forms.close(button)
      return form.values
    }
    const t = (key: string, data?: Record<string, unknown>) =>
      runtime.t(interaction.locale, key, data)
    await api.reply(
      refOf(interaction),
      {
        content: t('discord.form.continued'),
        components: [
          row(t('discord.form.continue', { step: form.step + 1, steps }), FORM_PREFIX + button),
        ],
      },
      { private: true }
    )
    return null
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
        components: [row(t('discord.answer.button'), `${ANSWER_PREFIX}${personaMessageId}`)],
      },
      { nonce: `hint-${BigInt(message.id).toString(36)}`, replyTo: message.id }
    )
  }
}

export function refOf(interaction: Interaction): InteractionRef {
  return { id: interaction.id, token: interaction.token, applicationId: interaction.applicationId }
}

function row(label: string, customId: string) {
  const button = {
    type: ComponentType.Button as const,
    style: ButtonStyle.Primary as const,
    label: clip(label, DISCORD.buttonLabel),
    custom_id: customId,
  }
  return { type: ComponentType.ActionRow as const, components: [button] }
}
