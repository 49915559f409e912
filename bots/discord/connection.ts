/** One connection to Discord: made, kept, and ended. */
import { setTimeout as wait } from 'node:timers/promises'
import { Events, type Client } from 'discord.js'
import type { FrontendContext, FrontendStatus } from '#app/bot_kit/frontend'
import { DiscordApi } from '#bots/discord/api'
import { makeClient } from '#bots/discord/client'
import { DISALLOWED_INTENTS, helpFor, hopelessCode } from '#bots/discord/close_codes'
import { syncCommands } from '#bots/discord/commands/sync'
import { Entitlements } from '#bots/discord/entitlements'
import { describe } from '#bots/discord/failures'
import { Forms } from '#bots/discord/forms'
import { Intents } from '#bots/discord/intents'
import { SpaceEvents } from '#bots/discord/space_events'
import { Updates } from '#bots/discord/updates'
import { Voices } from '#bots/discord/voices'
import type { DiscordSettings } from '#config/discord'

/** How long a farewell to the gateway may take, milliseconds. */
const GOODBYE_MS = 3_000

export class DiscordConnection {
  #status: FrontendStatus = 'starting'
  #client: Client | null = null
  #applicationId: string | null
  readonly #stopped = new AbortController()
  readonly #firstOutcome = Promise.withResolvers<void>()
  readonly #api: DiscordApi
  readonly #updates: Updates
  readonly #entitlements: Entitlements
  readonly #spaces: SpaceEvents
  readonly #intents: Intents

  constructor(
    private readonly context: FrontendContext,
    private readonly settings: DiscordSettings & { token: string }
  ) {
    this.#applicationId = settings.applicationId ?? null
    this.#api = new DiscordApi(settings)
    const voices = new Voices(this.#api, {
      applicationId: () => this.#applicationId,
      logger: context.logger,
    })
    this.#updates = new Updates({ api: this.#api, settings, forms: new Forms(), voices, context })
    const { runtime, logger } = context
    const pausesMs = settings.outageRetryMs
    this.#entitlements = new Entitlements({ till: runtime.till, logger, pausesMs })
    this.#spaces = new SpaceEvents({ spaces: runtime.spaces, logger, pausesMs })
    this.#intents = new Intents({ api: this.#api, logger, wanted: runtime.spaces !== null })
  }

  get status(): FrontendStatus {
    return this.#status
  }

  /** Resolves when connected, when the first attempt failed, or when patience ran out: whichever is first. */
  async start(): Promise<void> {
    void this.#connect()
    const patience = new AbortController()
    await Promise.race([
      this.#firstOutcome.promise,
      wait(this.settings.startPatienceMs, undefined, { signal: patience.signal }).catch(
        () => undefined
      ),
    ])
    patience.abort()
  }

  /** Takes no more updates. Answers that are being made can still be sent. */
  async stop(): Promise<void> {
    this.#stopped.abort()
    this.#status = 'down'
    this.#client?.removeAllListeners(Events.InteractionCreate)
    this.#client?.removeAllListeners(Events.MessageCreate)
    this.#client?.removeAllListeners(Events.Raw)
    await this.#spaces.stop()
    await this.#hangUp()
    this.#client = null
  }

  /** Says goodbye to Discord; a line that is dead is not waited for. */
  async #hangUp(): Promise<void> {
    const enough = new AbortController()
    const patience = wait(GOODBYE_MS, undefined, { signal: enough.signal }).catch(() => undefined)
    try {
      await Promise.race([this.#client?.destroy(), patience])
    } catch (error) {
      this.context.logger.warn(describe(error), 'the Discord gateway was not left in good order')
    }
    enough.abort()
  }

  async #connect(): Promise<void> {
    const { first, last } = this.settings.reconnectMs
    for (let pause = first; !this.#stopped.signal.aborted; pause = Math.min(last, pause * 2)) {
      const { bits, members } = await this.#intents.choose()
      if (this.#stopped.signal.aborted) return
      const client = makeClient(this.settings, bits, this.context.logger)
      this.#client = client
      this.#watch(client, { members })
      try {
        await client.login(this.settings.token)
        return
      } catch (error) {
        if (this.#stopped.signal.aborted || this.#client !== client) return
        const code = hopelessCode(error)
        if (code === DISALLOWED_INTENTS && members) return this.#goOnWithoutMembers(client)
        this.#status = 'down'
        this.#firstOutcome.resolve()
        if (code !== null) {
          this.context.logger.error(
            `Discord refused the bot: ${helpFor(code) ?? code}. It stays off until the program starts again.`
          )
          return
        }
        this.context.logger.warn(
          { ...describe(error), retryInMs: pause },
          'Discord cannot be reached'
        )
        await wait(pause, undefined, { signal: this.#stopped.signal }).catch(() => undefined)
      }
    }
  }

  /** Connects anew without Server Members, when Discord refused that on this connection. */
  #goOnWithoutMembers(client: Client): void {
    if (this.#client !== client || this.#stopped.signal.aborted) return
    this.#client = null
    this.#intents.giveUpMembers()
    client.removeAllListeners()
    client.on(Events.Error, () => undefined)
    void client.destroy().catch((error: unknown) => {
      this.context.logger.warn(describe(error), 'the Discord gateway was not left in good order')
    })
    void this.#connect()
  }

  #watch(client: Client, { members }: { members: boolean }): void {
    const { logger } = this.context
    client.on(Events.Error, (error) => logger.warn(describe(error), 'discord.js reports an error'))
    client.on(Events.ShardError, (error) =>
      logger.warn(describe(error), 'the Discord gateway had an error')
    )
    client.on(Events.ShardReconnecting, () => {
      // Said once, however often discord.js tries.
      if (this.#stopped.signal.aborted || this.#status === 'down') return
      this.#status = 'down'
      logger.info('the Discord gateway is reconnecting')
    })
    client.on(Events.ShardResume, () => this.#back())
    client.on(Events.ShardReady, () => this.#back())
    client.on(Events.ShardDisconnect, ({ code }) => {
      this.#status = 'down'
      if (code === DISALLOWED_INTENTS && members) return this.#goOnWithoutMembers(client)
      const help = helpFor(code) ?? `code ${code}`
      logger.error(
        `Discord ended the connection: ${help}. It stays off until the program starts again.`
      )
    })
    client.on(Events.ClientReady, (ready) => {
      this.#status = 'ready'
      this.#firstOutcome.resolve()
      const { id } = ready.application
      if (this.#applicationId !== null && this.#applicationId !== id) {
        logger.warn(
          `DISCORD_APPLICATION_ID should be ${id}, the application that DISCORD_BOT_TOKEN belongs to`
        )
      }
      this.#applicationId = id
      if (ready.ws.shards.has(0)) void this.#sync(id)
    })
    this.#updates.listen(client)
    this.#entitlements.listen(client)
    this.#spaces.listen(client)
  }

  #back(): void {
    if (!this.#stopped.signal.aborted && this.#client?.isReady() === true) this.#status = 'ready'
  }

  async #sync(applicationId: string): Promise<void> {
    const { runtime, logger } = this.context
    try {
      await syncCommands({
        api: this.#api,
        applicationId,
        runtime,
        logger,
        pausesMs: this.settings.outageRetryMs,
      })
    } catch (error) {
      if (this.#stopped.signal.aborted) return
      logger.error(describe(error), 'the commands could not be brought to Discord')
    }
  }
}
