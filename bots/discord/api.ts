/** The calls to Discord's HTTP API that the bot makes, through discord.js' own queue (rate limits, retries). */
import {
  InteractionResponseType,
  makeURLSearchParams,
  MessageFlags,
  REST,
  Routes,
  type APIModalInteractionResponseCallbackData,
  type RESTPostAPIApplicationCommandsJSONBody,
  type RouteLike,
} from 'discord.js'
import { body, idOf, listOf, property, replacing, type Draft } from '#bots/discord/drafts'
import type { DiscordSettings } from '#config/discord'

/** Where an interaction is answered. */
export interface InteractionRef {
  id: string
  token: string
  applicationId: string
}

export interface WebhookRef {
  id: string
  token: string
  threadId?: string
}

/**
 * discord.js forgets the token at the first 401, and then every call is an error of its own. Discord's refusals
 * say more.
 */
class SteadyRest extends REST {
  override setToken(token: string | null): this {
    return token === null ? this : super.setToken(token)
  }
}

export class DiscordApi {
  readonly rest: REST

  /** @param options.retries attempts more, at once, when Discord fails or cannot be reached */
  constructor(settings: DiscordSettings & { token: string }, options: { retries?: number } = {}) {
    const { longestRateLimitMs } = settings
    this.rest = new SteadyRest({
      api: settings.apiRoot,
      version: '10',
      timeout: settings.callTimeoutMs,
      globalRequestsPerSecond: settings.globalRequestsPerSecond,
      // A 429 that says no time comes from what stands before Discord: discord.js would ask again without a pause.
      rejectOnRateLimit: ({ timeToReset, retryAfter }) =>
        retryAfter <= 0 || Math.max(timeToReset, retryAfter) > longestRateLimitMs,
      // Each refusal is counted; whoever wants to hear of it listens.
      invalidRequestWarningInterval: 1,
      ...options,
    }).setToken(settings.token)
  }

  // Interactions. Their routes carry a token of their own.

  /** The first answer. Gives the message's id where it is asked for: Discord then sends the whole message back. */
  async reply(
    to: InteractionRef,
    draft: Draft,
    options: { private: boolean; identify?: boolean }
  ): Promise<string | null> {
    const answer = await this.rest.post(Routes.interactionCallback(to.id, to.token), {
      body: {
        type: InteractionResponseType.ChannelMessageWithSource,
        data: { ...body(draft), flags: options.private ? MessageFlags.Ephemeral : 0 },
      },
      files: draft.files,
      auth: false,
      ...(options.identify === true && { query: makeURLSearchParams({ with_response: true }) }),
    })
    return options.identify === true
      ? idOf(property(property(answer, 'resource'), 'message'))
      : null
  }

  /** The first answer to a press: replaces the message that carries the button. */
  async update(to: InteractionRef, draft: Draft): Promise<void> {
    await this.rest.post(Routes.interactionCallback(to.id, to.token), {
      body: { type: InteractionResponseType.UpdateMessage, data: replacing(draft) },
      files: draft.files,
      auth: false,
    })
  }

  async defer(to: InteractionRef, options: { private: boolean }): Promise<void> {
    await this.#acknowledge(to, InteractionResponseType.DeferredChannelMessageWithSource, {
      flags: options.private ? MessageFlags.Ephemeral : 0,
    })
  }

  /** Acknowledges a press without showing anything. */
  async deferUpdate(to: InteractionRef): Promise<void> {
    await this.#acknowledge(to, InteractionResponseType.DeferredMessageUpdate)
  }

  async showModal(
    to: InteractionRef,
    modal: APIModalInteractionResponseCallbackData
  ): Promise<void> {
    await this.#acknowledge(to, InteractionResponseType.Modal, modal)
  }

  async complete(
    to: InteractionRef,
    choices: readonly { name: string; value: string }[]
  ): Promise<void> {
    await this.#acknowledge(to, InteractionResponseType.ApplicationCommandAutocompleteResult, {
      choices,
    })
  }

  async editAnswer(to: InteractionRef, messageId: string, draft: Draft): Promise<string> {
    const route = Routes.webhookMessage(to.applicationId, to.token, messageId)
    return idOf(
      await this.rest.patch(route, { body: replacing(draft), files: draft.files, auth: false })
    )
  }

  async deleteAnswer(to: InteractionRef, messageId: string): Promise<void> {
    await this.rest.delete(Routes.webhookMessage(to.applicationId, to.token, messageId), {
      auth: false,
    })
  }

  async followUp(to: InteractionRef, draft: Draft, options: { private: boolean }): Promise<string> {
    const flags = options.private ? MessageFlags.Ephemeral : 0
    return idOf(
      await this.rest.post(Routes.webhook(to.applicationId, to.token), {
        body: { ...body(draft), flags },
        files: draft.files,
        auth: false,
      })
    )
  }

  async #acknowledge(
    to: InteractionRef,
    type: InteractionResponseType,
    data?: object
  ): Promise<void> {
    await this.rest.post(Routes.interactionCallback(to.id, to.token), {
      body: { type, data },
      auth: false,
    })
  }

  // Channels.

  /**
   * Writes a message. The nonce makes a repeated attempt harmless: Discord gives back the message that it made
   * (docs.discord.com/developers/resources/message#create-message, `enforce_nonce`).
   */
  async send(
    channelId: string,
    draft: Draft,
    options: { nonce: string; replyTo?: string; signal?: AbortSignal }
  ): Promise<string> {
    return idOf(
      await this.rest.post(Routes.channelMessages(channelId), {
        body: {
          ...body(draft),
          nonce: options.nonce,
          enforce_nonce: true,
          ...(options.replyTo !== undefined && {
            message_reference: { message_id: options.replyTo, fail_if_not_exists: false },
          }),
        },
        files: draft.files,
        signal: options.signal,
      })
    )
  }

  async edit(channelId: string, messageId: string, draft: Draft): Promise<void> {
    const route = Routes.channelMessage(channelId, messageId)
    await this.rest.patch(route, { body: replacing(draft), files: draft.files })
  }

  async typing(channelId: string): Promise<void> {
    await this.rest.post(Routes.channelTyping(channelId))
  }

  /** The direct channel with somebody; the same one each time. */
  async directChannel(userId: string): Promise<string> {
    return idOf(await this.rest.post(Routes.userChannels(), { body: { recipient_id: userId } }))
  }

  async channel(channelId: string): Promise<unknown> {
    return this.rest.get(Routes.channel(channelId))
  }

  // Webhooks of channels.

  async webhooks(channelId: string): Promise<readonly unknown[]> {
    return listOf(await this.rest.get(Routes.channelWebhooks(channelId)))
  }

  async makeWebhook(channelId: string, name: string): Promise<unknown> {
    return this.rest.post(Routes.channelWebhooks(channelId), { body: { name } })
  }

  async speak(
    through: WebhookRef,
    draft: Draft,
    as: { username: string; avatarUrl?: string }
  ): Promise<string> {
    return idOf(
      await this.rest.post(Routes.webhook(through.id, through.token), {
        body: { ...body(draft), username: as.username, avatar_url: as.avatarUrl },
        files: draft.files,
        auth: false,
        query: makeURLSearchParams({ wait: true, thread_id: through.threadId }),
      })
    )
  }

  async editSpoken(through: WebhookRef, messageId: string, draft: Draft): Promise<void> {
    await this.rest.patch(Routes.webhookMessage(through.id, through.token, messageId), {
      body: replacing(draft),
      files: draft.files,
      auth: false,
      query: makeURLSearchParams({ thread_id: through.threadId }),
    })
  }

  // The application.

  /** The id of the application that the token belongs to. */
  async applicationId(): Promise<string> {
    return idOf(await this.rest.get(Routes.currentApplication()))
  }

  /** How many shards Discord recommends. */
  async recommendedShards(): Promise<number> {
    const shards = property(await this.rest.get(Routes.gatewayBot()), 'shards')
    return typeof shards === 'number' && shards > 0 ? shards : 1
  }

  async commands(applicationId: string): Promise<readonly unknown[]> {
    const query = makeURLSearchParams({ with_localizations: true })
    return listOf(await this.rest.get(Routes.applicationCommands(applicationId), { query }))
  }

  async overwriteCommands(
    applicationId: string,
    commands: readonly RESTPostAPIApplicationCommandsJSONBody[]
  ): Promise<void> {
    const route: RouteLike = Routes.applicationCommands(applicationId)
    await this.rest.put(route, { body: commands })
  }
}
