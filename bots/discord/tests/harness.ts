/** A real discord.js bot on the emulator, with a kit small enough for each test to script. */
import app from '@adonisjs/core/services/app'
import logger from '@adonisjs/core/services/logger'
import { buttonsOf } from '#app/bot_kit/buttons'
import type { AnyBotCommand } from '#app/bot_kit/command'
import type { BotFrontend, BotRuntime } from '#app/bot_kit/frontend'
import type { Inbound } from '#app/bot_kit/inbound'
import type { Button, Delivery, Drawn, Reply, StreamNode } from '#app/bot_kit/reply'
import type { Till } from '#app/bot_kit/payments'
import type { SpaceListener } from '#app/bot_kit/spaces/events'
import type { Surface } from '#app/bot_kit/surface'
import { discordFrontend } from '#bots/discord/frontend'
import discordConfig, { type DiscordSettings } from '#config/discord'
import { startDiscordEmulator, type DiscordEmulator } from '#tests/emulators/discord/index'

/** What a scripted turn may do. */
export interface ScriptedTurn {
  inbound: Inbound
  surface: Surface
  /** Draws nodes in order, as the kit does. */
  draw(reply: Reply, how?: { private?: boolean; replaces?: boolean }): Promise<Drawn>
  stream(chunks: AsyncIterable<string>, options?: StreamOptions): Promise<Delivery>
}

export interface StreamOptions {
  speaker?: StreamNode['speaker']
  signal?: AbortSignal
}

/** The kit's place is taken by a function of the test's; the words are the program's own. */
export class ScriptedRuntime implements BotRuntime {
  till: Till | null = null
  spaces: SpaceListener | null = null
  readonly heard: Inbound[] = []
  readonly deliveries: Delivery[] = []
  readonly drawn: Drawn[] = []
  readonly minted = new Map<string, Button>()
  typable: AnyBotCommand[] = []
  turn: (turn: ScriptedTurn) => Promise<void> = async () => undefined
  completions: BotRuntime['complete'] = async () => []

  constructor(private readonly real: BotRuntime) {}

  get locales() {
    return this.real.locales
  }

  t(locale: string | undefined, key: string, data?: Record<string, unknown>): string {
    return key.startsWith('test.') ? `${locale ?? 'en'}: ${key}` : this.real.t(locale, key, data)
  }

  commands(): readonly AnyBotCommand[] {
    return this.typable
  }

  complete(request: Parameters<BotRuntime['complete']>[0]) {
    return this.completions(request)
  }

  async handle(inbound: Inbound, surface: Surface): Promise<void> {
    this.heard.push(inbound)
    await this.turn({
      inbound,
      surface,
      draw: async (reply, how) => {
        let drawn: Drawn = { outcome: 'drawn', messageIds: [] }
        for (const node of reply) {
          if (node.kind === 'stream') continue
          const buttons = new Map(buttonsOf(node).map((button) => [button, this.#mint(button)]))
          drawn = await surface.draw(node, { private: false, replaces: false, ...how, buttons })
          this.drawn.push(drawn)
        }
        return drawn
      },
      stream: async (chunks, { speaker, signal } = {}) => {
        const node: StreamNode = {
          kind: 'stream',
          chunks,
          ...(speaker && { speaker }),
          settle: async () => [],
        }
        const delivery = await surface.stream(node, signal ?? new AbortController().signal)
        this.deliveries.push(delivery)
        return delivery
      },
    })
  }

  #mint(button: Button): string {
    const id = `b${this.minted.size}`
    this.minted.set(id, button)
    return id
  }
}

export interface Harness {
  discord: DiscordEmulator
  runtime: ScriptedRuntime
  bot: BotFrontend
  stop(): Promise<void>
}

/** Quick timings, so that a test does not wait for a human's pace. */
export function settingsFor(
  discord: DiscordEmulator,
  changes: Partial<DiscordSettings> = {}
): DiscordSettings {
  return {
    ...discordConfig,
    token: discord.token,
    applicationId: discord.applicationId,
    apiRoot: discord.apiRoot,
    appUrl: 'https://greenroom.example.com',
    outageRetryMs: [20, 40],
    reconnectMs: { first: 50, last: 200 },
    startPatienceMs: 5_000,
    deferAfterMs: 150,
    typingDelayMs: 60,
    firstShowMs: 20,
    editIntervalMs: 60,
    ...changes,
  }
}

export async function startHarness(
  changes: Partial<DiscordSettings> = {},
  prepare: (discord: DiscordEmulator, runtime: ScriptedRuntime) => void = () => undefined
): Promise<Harness> {
  const discord = await startDiscordEmulator()
  const { context } = await app.container.make('bots')
  const runtime = new ScriptedRuntime(context.runtime)
  prepare(discord, runtime)
  const bot = discordFrontend(settingsFor(discord, changes))({ ...context, logger, runtime })
  await bot.start()
  return {
    discord,
    runtime,
    bot,
    stop: async () => {
      await bot.stop()
      await discord.close()
    },
  }
}

/** A source that gives its pieces when told. */
export class Tap implements AsyncIterable<string> {
  readonly #waiting: PromiseWithResolvers<IteratorResult<string>>[] = []
  readonly #ready: Promise<IteratorResult<string>>[] = []
  closed = false

  /** All that was given has been read, and more is waited for. */
  get drained(): boolean {
    return this.#ready.length === 0 && this.#waiting.length > 0
  }

  give(text: string): void {
    this.#push(Promise.resolve({ done: false, value: text }))
  }

  end(): void {
    this.#push(Promise.resolve({ done: true, value: undefined }))
  }

  fail(error: Error): void {
    const failed = Promise.reject<IteratorResult<string>>(error)
    failed.catch(() => undefined)
    this.#push(failed)
  }

  #push(result: Promise<IteratorResult<string>>): void {
    const next = this.#waiting.shift()
    if (next) next.resolve(result)
    else this.#ready.push(result)
  }

  [Symbol.asyncIterator](): AsyncIterator<string> {
    return {
      next: () => {
        const ready = this.#ready.shift()
        if (ready) return ready
        const waiting = Promise.withResolvers<IteratorResult<string>>()
        this.#waiting.push(waiting)
        return waiting.promise
      },
      return: async () => {
        this.closed = true
        return { done: true, value: undefined }
      },
    }
  }
}

export async function* pour(...texts: string[]): AsyncGenerator<string> {
  for (const text of texts) yield text
}
