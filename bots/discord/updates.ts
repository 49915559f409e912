/** What happens on Discord, handed to the kit. */
import {
  Events,
  type AutocompleteInteraction,
  type Client,
  type Interaction,
  type Message,
} from 'discord.js'
import type { FrontendContext } from '#app/bot_kit/frontend'
import type { InboundEvent } from '#app/bot_kit/inbound'
import type { DiscordApi } from '#bots/discord/api'
import { readCustomId } from '#bots/discord/custom_ids'
import { Dialogs, refOf } from '#bots/discord/dialogs'
import { describe } from '#bots/discord/failures'
import type { Forms } from '#bots/discord/forms'
import {
  channelRef,
  fromInteraction,
  fromMessage,
  optionsOf,
  typed,
  valuesOf,
  type Answerable,
} from '#bots/discord/inbound'
import { InteractionAnswer } from '#bots/discord/interaction_answer'
import { clip, DISCORD } from '#bots/discord/limits'
import { InteractionSurface, MessageSurface, type SurfaceContext } from '#bots/discord/surfaces'
import type { Voices } from '#bots/discord/voices'
import type { DiscordSettings } from '#config/discord'

export interface UpdateServices {
  api: DiscordApi
  settings: DiscordSettings
  forms: Forms
  voices: Voices
  context: FrontendContext
}

/** Completions are worth nothing after Discord's three seconds. */
const COMPLETE_WITHIN_MS = 2_500

/** People whose language is remembered at once. */
const MOST_LOCALES = 20_000

export class Updates {
  readonly #dialogs: Dialogs
  /** Messages do not say their writers' language; interactions do. */
  readonly #locales = new Map<string, string>()

  constructor(private readonly services: UpdateServices) {
    const { api, forms, context } = services
    this.#dialogs = new Dialogs({ api, forms, runtime: context.runtime })
  }

  /** Listens until the client is destroyed. No event, however odd, reaches the process as an error. */
  listen(client: Client): void {
    client.on(Events.InteractionCreate, (interaction) => {
      this.#guard('interaction', interaction.id, () => this.#interaction(interaction))
    })
    client.on(Events.MessageCreate, (message) => {
      this.#guard('message', message.id, () => this.#message(message))
    })
  }

  #guard(what: string, id: string, work: () => Promise<void>): void {
    // `work` may throw before its first await, so it is called inside a promise.
    Promise.resolve()
      .then(work)
      .catch((error: unknown) => {
        this.services.context.logger.warn(
          { what, id, ...describe(error) },
          'an update could not be handled'
        )
      })
  }

  async #interaction(interaction: Interaction): Promise<void> {
    this.#learn(interaction.user.id, interaction.locale)
    if (interaction.isAutocomplete()) return this.#complete(interaction)
    if (interaction.isChatInputCommand()) {
      const event = {
        kind: 'command',
        name: interaction.commandName,
        options: optionsOf(interaction),
      } as const
      return this.#answer(interaction, event)
    }
    if (interaction.isButton()) {
      const id = readCustomId(interaction.customId)
      if (id.kind === 'press') return this.#answer(interaction, id)
      if (id.kind === 'form') return this.#dialogs.openForm(interaction, id.button, id.step)
      if (id.kind === 'answer') return this.#dialogs.openAnswer(interaction, id.messageId)
      return
    }
    if (interaction.isStringSelectMenu()) {
      const [button] = interaction.values
      if (button !== undefined) await this.#answer(interaction, { kind: 'press', button })
      return
    }
    if (interaction.isModalSubmit()) {
      const id = readCustomId(interaction.customId)
      const values = valuesOf(interaction)
      if (id.kind === 'form') {
        return this.#submitted(interaction, { button: id.button, step: id.step ?? 0, values })
      }
      if (id.kind === 'answer')
        return this.#answer(interaction, typed(values.text ?? ''), id.messageId)
    }
  }

  async #answer(interaction: Answerable, event: InboundEvent, replyTo?: string): Promise<void> {
    const { api, settings, context } = this.services
    const { logger, runtime } = context
    const name = event.kind === 'command' ? event.name : null
    const command = runtime.commands().find((one) => one.name === name)
    const answer = new InteractionAnswer(api, {
      ref: refOf(interaction),
      messageId: sourceOf(interaction),
      private: command?.visibility === 'private',
      deferAfterMs: settings.deferAfterMs,
      onDeferFailure: (error) =>
        logger.warn(describe(error), 'an interaction could not be deferred'),
    })
    const surface = new InteractionSurface(
      this.#surfaceContext(
        interaction.user.id,
        channelRef(interaction.channel),
        interaction.locale
      ),
      answer
    )
    await runtime.handle(fromInteraction(interaction, event, replyTo), surface)
    await surface.close()
  }

  async #submitted(
    interaction: Answerable,
    sent: { button: string; step: number; values: Record<string, string> }
  ): Promise<void> {
    const values = await this.#dialogs.submitForm(interaction, sent)
    if (values)
      await this.#answer(interaction, { kind: 'form', button: sent.button, values: { ...values } })
  }

  #surfaceContext(
    userId: string,
    channel: SurfaceContext['channel'],
    locale?: string
  ): SurfaceContext {
    const { api, settings, forms, voices, context } = this.services
    const t: SurfaceContext['t'] = (key, data) => context.runtime.t(locale, key, data)
    return { api, settings, forms, voices, logger: context.logger, t, channel, userId }
  }

  #learn(userId: string, locale: string): void {
    this.#locales.delete(userId)
    this.#locales.set(userId, locale)
    const [oldest] = this.#locales.keys()
    if (this.#locales.size > MOST_LOCALES && oldest !== undefined) this.#locales.delete(oldest)
  }

  async #complete(interaction: AutocompleteInteraction): Promise<void> {
    const { runtime } = this.services.context
    const focused = interaction.options.getFocused(true)
    const asked = runtime.complete({
      frontend: 'discord',
      locale: interaction.locale,
      command: interaction.commandName,
      option: focused.name,
      typed: focused.value,
    })
    const late = Promise.withResolvers<[]>()
    const timer = setTimeout(() => late.resolve([]), COMPLETE_WITHIN_MS)
    const choices = await Promise.race([asked, late.promise]).finally(() => clearTimeout(timer))
    const fitting = choices
      .filter(
        ({ name, value }) =>
          name.trim() !== '' && value !== '' && value.length <= DISCORD.optionLabel
      )
      .slice(0, DISCORD.commandChoices)
      .map(({ name, value }) => ({ name: clip(name, DISCORD.optionLabel), value }))
    await this.services.api.complete(refOf(interaction), fitting)
  }

  async #message(message: Message): Promise<void> {
    const locale = this.#locales.get(message.author.id)
    const { settings } = this.services
    const files = { apiRoot: settings.apiRoot, timeoutMs: settings.callTimeoutMs }
    const heard = fromMessage(message, { files, ...(locale !== undefined && { locale }) })
    if (!heard) return
    if (heard.kind === 'hidden') return this.#dialogs.hint(message, heard.personaMessageId, locale)
    for (const [part, inbound] of heard.inbound.entries()) {
      const channel = channelRef(message.channel)
      const surface = new MessageSurface(this.#surfaceContext(message.author.id, channel, locale), {
        channelId: message.channelId,
        nonce: `${BigInt(message.id).toString(36)}-${part}`,
        ...(channel && { replyTo: message.id }),
      })
      await this.services.context.runtime.handle(inbound, surface)
      await surface.close()
    }
  }
}

/** The message whose component was used, also by way of a modal. */
function sourceOf(interaction: Answerable): string | null {
  if (interaction.isMessageComponent()) return interaction.message.id
  return interaction.isModalSubmit() && interaction.isFromMessage() ? interaction.message.id : null
}
