import type { ApplicationService, LoggerService } from '@adonisjs/core/types'
import type { FrontendDefinition, Spread } from '#app/bot_kit/define_frontend'
import type { BotFrontend, FrontendContext, FrontendStatus } from '#app/bot_kit/frontend'
import type { Frontend, Inbound } from '#app/bot_kit/inbound'
import type { Runtime } from '#app/bot_kit/runtime'
import type { Surface } from '#app/bot_kit/surface'
import { surviveRejections } from '#app/bot_kit/survive_rejections'

/** Running replies have this long to end by themselves at a stop; then they are stopped, milliseconds. */
const FINISH_MS = 12_000

export interface BotHouseOptions {
  app: ApplicationService
  logger: LoggerService
  runtime: Runtime
  frontends: readonly FrontendDefinition[]
}

/** The frontends that this process runs. */
export class BotHouse {
  readonly context: FrontendContext
  readonly #options: BotHouseOptions
  #spread: Spread | null = null
  readonly #running = new Map<Frontend, BotFrontend>()

  constructor(options: BotHouseOptions) {
    this.#options = options
    const { app, logger, runtime } = options
    this.context = { app, logger, runtime }
  }

  /** Starts frontends; one that is not configured stays `off`. */
  async start(names: readonly Frontend[]): Promise<void> {
    surviveRejections(this.#options.logger)
    for (const { name, frontend } of this.#options.frontends) {
      if (!names.includes(name) || this.#running.has(name)) continue
      const { default: factory } = await frontend()
      const bot = await factory(this.context)
      this.#running.set(name, bot)
      await bot.start()
    }
  }

  /** Hands a frontend to processes of its own; false when it is to be started here. They end at {@link stop}. */
  async spread(name: Frontend): Promise<boolean> {
    const spread = await this.#options.frontends.find((one) => one.name === name)?.spread?.()
    this.#spread = (await spread?.default(this.context)) ?? null
    return this.#spread !== null
  }

  /** Runs what the program itself begins; see {@link Runtime.invoke}. Frontends need not be running. */
  invoke(inbound: Inbound, surface: Surface): Promise<void> {
    return this.#options.runtime.invoke(inbound, surface)
  }

  /** What became of each frontend; one that this process does not run is `off`. */
  status(): Record<Frontend, FrontendStatus> {
    const of = (name: Frontend): FrontendStatus => this.#running.get(name)?.status() ?? 'off'
    return { discord: of('discord'), telegram: of('telegram'), web: of('web') }
  }

  /** The frontend of this process, for its own routes. */
  find(name: Frontend): BotFrontend | null {
    return this.#running.get(name) ?? null
  }

  /** Takes no more updates; running replies finish, or are stopped and settled. */
  async stop(): Promise<void> {
    await Promise.all([
      this.#spread?.stop(),
      ...[...this.#running.values()].map((bot) => bot.stop()),
    ])
    await this.#options.runtime.drain(AbortSignal.timeout(FINISH_MS))
    this.#running.clear()
  }
}
