/** A place where people talk to the bots: Discord, Telegram or the web page. */
import type { ApplicationService, LoggerService } from '@adonisjs/core/types'
import type { AnyBotCommand } from '#app/bot_kit/command'
import type { Frontend, Inbound } from '#app/bot_kit/inbound'
import type { Till } from '#app/bot_kit/payments'
import type { SpaceListener } from '#app/bot_kit/spaces/events'
import type { Surface } from '#app/bot_kit/surface'

export type FrontendStatus = 'off' | 'starting' | 'ready' | 'down'

/** One frontend in one process; made by the default export of `bots/<name>/frontend.ts`. */
export interface BotFrontend {
  readonly name: Frontend
  /** `off` when it is not configured (no token). */
  status(): FrontendStatus
  /** Resolves when updates are being taken, or at once when it is off. An outage is not an error. */
  start(): Promise<void>
  /** Takes no new updates; the kit waits for the turns that run. */
  stop(): Promise<void>
}

export interface FrontendContext {
  app: ApplicationService
  logger: LoggerService
  runtime: BotRuntime
}

/** It may load what only a frontend that is on needs. */
export type BotFrontendFactory = (context: FrontendContext) => BotFrontend | Promise<BotFrontend>

/** What a frontend asks of the kit. */
export interface BotRuntime {
  /**
   * Handles one update: drops a redelivered one, waits its turn in the conversation, checks guards, runs the
   * command and draws its answer on `surface`. Resolves when the turn is over; never rejects.
   */
  handle(inbound: Inbound, surface: Surface): Promise<void>
  /** Commands that people can type, sorted by name: for menus. */
  commands(): readonly AnyBotCommand[]
  /** Completions of an option, at most 25; empty when there is none or the lookup fails. */
  complete(request: {
    frontend: Frontend
    locale?: string
    command: string
    option: string
    typed: string
  }): Promise<readonly { name: string; value: string }[]>
  /** Where money that the platform takes is brought; null when the program sells nothing. */
  readonly till: Till | null
  /** Where what the platform tells of servers and chats is brought; null when nobody looks after any. */
  readonly spaces: SpaceListener | null
  /** Translates for menus and for what frontends say themselves. */
  t(locale: string | undefined, key: string, data?: Record<string, unknown>): string
  /** Languages that the program has, the default first: `en`, `es`. */
  readonly locales: readonly string[]
}
