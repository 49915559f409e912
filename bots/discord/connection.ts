/** One connection to Discord: made, kept, and ended. */
import { setTimeout as wait } from 'node:timers/promises'
import { DiscordjsError, DiscordjsErrorCodes, Events, type Client } from 'discord.js'
import type { FrontendContext, FrontendStatus } from '#app/bot_kit/frontend'
import { DiscordApi } from '#bots/discord/api'
import { makeClient } from '#bots/discord/client'
import { syncCommands } from '#bots/discord/commands/sync'
import { Entitlements } from '#bots/discord/entitlements'
import { describe } from '#bots/discord/failures'
import { Forms } from '#bots/discord/forms'
import { Updates } from '#bots/discord/updates'
import { Voices } from '#bots/discord/voices'
import type { DiscordSettings } from '#config/discord'

/**
 * What discord.js says when trying again would not help, with what the operator can do
 * (docs.discord.com/developers/topics/opcodes-and-status-codes#gateway).
 */
const HOPELESS: readonly { says: RegExp; code: number; help: string }[] = [
  {
    says: /authentication failed/i,
    code: 4004,
    help: 'DISCORD_BOT_TOKEN is not valid: copy the token again from the Bot page of your application',
  },
  {
    says: /invalid shard/i,
    code: 4010,
    help: 'the shard numbers are wrong: start the bot with bots:discord',
  },
  {
    says: /sharding is required/i,
    code: 4011,
    help: 'the bot is in too many servers for one connection: start it with bots:discord',
  },
  {
    says: /invalid api version/i,
    code: 4012,
    help: 'Discord no longer speaks this version: update the program',
  },
  {
    says: /invalid intents/i,
    code: 4013,
    help: 'Discord does not know an intent: update the program',
  },
  {
    says: /disallowed intents/i,
    code: 4014,
    help: 'an intent is not allowed for this application',
  },
]

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
    this.#entitlements = new Entitlements({
      till: context.runtime.till,
      logger: context.logger,
      pausesMs: settings.outageRetryMs,
    })
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
      const client = makeClient(this.settings, this.context.logger)
      this.#client = client
      this.#watch(client)
      try {
        await client.login(this.settings.token)
        return
      } catch (error) {
        if (this.#stopped.signal.aborted) return
        this.#status = 'down'
        this.#firstOutcome.resolve()
        const help = this.#helpFor(error)
        if (help !== null) {
          this.context.logger.error(
            `Discord refused the bot: ${help}. It stays off until the program starts again.`
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

  #helpFor(error: unknown): string | null {
    if (error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid) {
      return HOPELESS[0]?.help ?? null
    }
    const message = error instanceof Error ? error.message : ''
    return HOPELESS.find(({ says }) => says.test(message))?.help ?? null
  }

  #watch(client: Client): void {
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
      const help = HOPELESS.find((one) => one.code === code)?.help ?? `code ${code}`
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
