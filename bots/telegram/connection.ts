import { setTimeout as wait } from 'node:timers/promises'
import type { LoggerService } from '@adonisjs/core/types'
import { run, type RunnerHandle } from '@grammyjs/runner'
import { Bot, type RawApi, type Transformer } from 'grammy'
import type { Update, UserFromGetMe } from 'grammy/types'
import type { FrontendStatus } from '#app/bot_kit/frontend'
import type { TelegramSettings } from '#config/telegram'
import { clientOptions } from '#bots/telegram/api_client'
import { describeError } from '#bots/telegram/failures'
import { ALLOWED_UPDATES } from '#bots/telegram/inbound'
import { keepAll } from '#bots/telegram/keep_updates'

export interface ConnectionOptions {
  token: string
  settings: TelegramSettings
  logger: LoggerService
  /**
   * Keeps what of an update must not be lost, before Telegram is told that it came. It rejects when that cannot be
   * done now.
   */
  keep(update: Update): Promise<void>
  /** Handles one update; it never rejects. */
  take(update: Update): Promise<void>
  /** Called once per connection, before updates are taken: menus and the like. Failures are told, no more. */
  prepare(bot: Bot): Promise<void>
}

/** Another process that polls with the same token is not gone at once. */
const CONFLICT_WAIT_MS = 5_000

/**
 * The line to Telegram: polls, or announces the webhook, and mends itself for as long as it takes. What goes
 * wrong is told by {@link status} and the log.
 */
export class Connection {
  readonly #bot: Bot
  readonly #options: ConnectionOptions
  readonly #stopping = new AbortController()
  #status: FrontendStatus = 'starting'
  #runner: RunnerHandle | undefined
  #me: Promise<UserFromGetMe> | undefined

  constructor(options: ConnectionOptions) {
    this.#options = options
    const { settings, token } = options
    this.#bot = new Bot(token, {
      client: {
        ...clientOptions(settings),
        timeoutSeconds: settings.pollSeconds + settings.callTimeoutSeconds,
      },
    })
    this.#bot.api.config.use(this.#mendPolls())
    this.#bot.use((ctx) => options.take(ctx.update))
    this.#bot.catch(({ error }) => options.logger.error(describeError(error), 'an update broke'))
  }

  get status(): FrontendStatus {
    return this.#status
  }

  /** Resolves when updates are taken, or when that takes longer than one has patience for. */
  async start(): Promise<void> {
    const { settings } = this.#options
    const connecting = this.#connect()
    const patience = new AbortController()
    await Promise.race([
      connecting,
      wait(settings.startPatienceMs, undefined, { signal: patience.signal }).catch(() => undefined),
    ])
    patience.abort()
  }

  /** Takes no more updates. Turns that run go on. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#status = 'off'
    if (this.#runner?.isRunning()) await this.#runner.stop()
  }

  /** Who the bot is; asked once, and again after a failure. */
  me(): Promise<UserFromGetMe> {
    this.#me ??= this.#bot.api.getMe().catch((error: unknown) => {
      this.#me = undefined
      throw error
    })
    return this.#me
  }

  async #connect(): Promise<void> {
    const { first, last } = this.#options.settings.reconnectMs
    for (let pause = first; !this.#stopped; pause = Math.min(pause * 2, last)) {
      try {
        this.#bot.botInfo = await this.me()
        await this.#open()
        return
      } catch (error) {
        this.#down(describeError(error))
        await wait(pause, undefined, { signal: this.#stopping.signal }).catch(() => undefined)
      }
    }
  }

  async #open(): Promise<void> {
    const { settings, logger } = this.#options
    if (settings.mode === 'webhook') {
      await this.#bot.api.setWebhook(settings.webhookUrl, {
        secret_token: settings.webhookSecret,
        allowed_updates: [...ALLOWED_UPDATES],
        max_connections: 100,
      })
    } else {
      // Telegram gives no updates to a poll while a webhook is set.
      await this.#bot.api.deleteWebhook()
    }
    if (this.#stopped) return
    void this.#options
      .prepare(this.#bot)
      .catch((error: unknown) =>
        logger.warn(describeError(error), 'the Telegram menus were not set')
      )
    if (settings.mode === 'polling') this.#poll()
    this.#up()
  }

  #poll(): void {
    const { settings } = this.#options
    this.#runner = run(this.#bot, {
      runner: {
        fetch: { timeout: settings.pollSeconds, allowed_updates: [...ALLOWED_UPDATES] },
        silent: true,
      },
      // A short rest between polls gathers updates: under load there are fewer calls for them.
      source: { speedTrafficBalance: 1, maxDelayMilliseconds: settings.pollRestMs },
      sink: { concurrency: settings.concurrency },
    })
  }

  /**
   * Polls go on through outages: the runner's own pauses double without end, and a conflict would end it.
   * An answer that holds something other than updates is cleaned.
   */
  #mendPolls(): Transformer<RawApi> {
    return async (call, method, payload, signal) => {
      if (method !== 'getUpdates') return call(method, payload, signal)
      const { first, last } = this.#options.settings.reconnectMs
      for (let pause = first; ; pause = Math.min(pause * 2, last)) {
        let pauseMs = pause
        try {
          const answer = await call(method, payload, signal)
          if (answer.ok) {
            this.#up()
            const result = this.#wellFormed(answer.result)
            // The runner's next poll confirms them, and it comes after this.
            await keepAll(result, {
              keep: (update) => this.#options.keep(update),
              pauses: { first, last },
              logger: this.#options.logger,
              signal: this.#stopping.signal,
            })
            return { ...answer, result }
          }
          this.#down({ code: answer.error_code, description: answer.description })
          if (answer.error_code === 409) pauseMs = Math.max(pause, CONFLICT_WAIT_MS)
          pauseMs = Math.max(pauseMs, (answer.parameters?.retry_after ?? 0) * 1_000)
        } catch (error) {
          if (this.#stopped) throw error
          this.#down(describeError(error))
        }
        await wait(pauseMs, undefined, { signal: this.#stopping.signal })
      }
    }
  }

  #wellFormed<T>(result: T): T {
    if (!Array.isArray(result)) return result
    for (let index = result.length - 1; index >= 0; index--) {
      const update: unknown = result[index]
      if (typeof update === 'object' && update !== null && 'update_id' in update) continue
      this.#options.logger.warn('Telegram sent something that is no update')
      result.splice(index, 1)
    }
    return result
  }

  get #stopped(): boolean {
    return this.#stopping.signal.aborted
  }

  #up(): void {
    if (this.#stopped || this.#status === 'ready') return
    this.#status = 'ready'
    this.#options.logger.info(
      { bot: this.#bot.isInited() ? this.#bot.botInfo.username : undefined },
      'Telegram is connected'
    )
  }

  #down(why: Record<string, unknown>): void {
    if (this.#stopped) return
    if (this.#status !== 'down') this.#options.logger.warn(why, explain(why))
    this.#status = 'down'
  }
}

/** What an operator can do about it. */
function explain(why: Record<string, unknown>): string {
  switch (why.code) {
    case 401:
    case 404:
      return 'Telegram refuses TELEGRAM_BOT_TOKEN: check it with @BotFather'
    case 409:
      return 'Another program takes the updates of this Telegram bot: stop it, or use another bot'
    default:
      return 'Telegram cannot be reached; trying again until it can'
  }
}
