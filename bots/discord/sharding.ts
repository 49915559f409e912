/**
 * Many servers need several gateway connections: one shard takes at most 2,500 of them
 * (docs.discord.com/developers/events/gateway#sharding). Where Discord recommends more than one, each runs as a
 * process of its own, so that they share the machine's processors.
 */
import { setTimeout as wait } from 'node:timers/promises'
import type { ChildProcess } from 'node:child_process'
import { DiscordAPIError, ShardingManager, ShardEvents, type Shard } from 'discord.js'
import type { LoggerService } from '@adonisjs/core/types'
import type { FrontendContext } from '#app/bot_kit/frontend'
import type { Spread } from '#app/bot_kit/define_frontend'
import { DiscordApi } from '#bots/discord/api'
import { describe } from '#bots/discord/failures'
import discordConfig, { type DiscordSettings } from '#config/discord'

export interface ShardedOptions {
  settings: DiscordSettings
  logger: LoggerService
  /** The script that each shard's process runs, and its arguments. */
  entry: string
  args: readonly string[]
  execArgv?: readonly string[]
  /** Aborts when the program is told to stop while Discord is still being asked. */
  signal?: AbortSignal
}

/** A shard's process has this long to finish its replies, milliseconds: less than the parent itself. */
const FINISH_MS = 18_000
/** A shard that lived this long and then died starts again at once, milliseconds. */
const HEALTHY_MS = 5 * 60_000

/**
 * Runs the shards as child processes.
 * @returns null when this process is to run the bot itself: there is no token, one shard is enough, Discord refuses
 * the token (the bot then says so), or this is such a child
 */
export async function runSharded(options: ShardedOptions): Promise<Spread | null> {
  const { settings, logger, signal } = options
  if (process.env.SHARDING_MANAGER !== undefined) {
    // A child must not outlive its parent: nobody would stop it.
    process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
    // discord.js listens to the parent, which alone would keep a child running that has finished.
    process.channel?.unref()
    return null
  }
  if (settings.token === undefined) return null
  const count = await recommended({ ...settings, token: settings.token }, logger, signal)
  if (signal?.aborted) return { stop: async () => undefined }
  if (count <= 1) return null
  logger.info(`Discord recommends ${count} shards: each gets a process`)
  return new ShardProcesses(options, count)
}

/** Asks until Discord can be reached: without the number no shard may connect. */
async function recommended(
  settings: DiscordSettings & { token: string },
  logger: LoggerService,
  signal?: AbortSignal
): Promise<number> {
  const api = new DiscordApi(settings)
  const { first, last } = settings.reconnectMs
  for (let pause = first; !signal?.aborted; pause = Math.min(last, pause * 2)) {
    try {
      return await api.recommendedShards()
    } catch (error) {
      if (error instanceof DiscordAPIError && error.status === 401) return 1
      logger.warn(
        { ...describe(error), retryInMs: pause },
        'Discord cannot be asked for its number of shards'
      )
      await wait(pause, undefined, { signal }).catch(() => undefined)
    }
  }
  return 1
}

class ShardProcesses implements Spread {
  readonly #manager: ShardingManager
  readonly #stopping = new AbortController()
  readonly #pauses = new Map<number, number>()

  constructor(
    private readonly options: ShardedOptions,
    count: number
  ) {
    this.#manager = new ShardingManager(options.entry, {
      totalShards: count,
      respawn: false,
      shardArgs: [...options.args],
      execArgv: [...(options.execArgv ?? process.execArgv)],
    })
    // discord.js marks this very process with them; only the children are meant, which have their own copy.
    for (const name of ['SHARDING_MANAGER', 'SHARDING_MANAGER_MODE', 'DISCORD_TOKEN'])
      delete process.env[name]
    this.#manager.on('shardCreate', (shard) => this.#watch(shard))
    void this.#spawn()
  }

  async #spawn(): Promise<void> {
    try {
      await this.#manager.spawn({ delay: this.options.settings.shardSpawnDelayMs, timeout: -1 })
    } catch (error) {
      this.options.logger.error(describe(error), 'the shards could not be started')
    }
  }

  #watch(shard: Shard): void {
    const { logger, settings } = this.options
    const { first, last } = settings.reconnectMs
    let bornAt = Date.now()
    shard.on(ShardEvents.Error, (error) =>
      logger.warn({ shard: shard.id, ...describe(error) }, 'a shard had an error')
    )
    shard.on(ShardEvents.Spawn, () => {
      bornAt = Date.now()
      logger.info({ shard: shard.id }, 'a shard starts')
      if (this.#stopping.signal.aborted) shard.process?.kill('SIGTERM')
    })
    shard.on(ShardEvents.Death, () => {
      if (this.#stopping.signal.aborted) return
      const pause = Date.now() - bornAt > HEALTHY_MS ? first : (this.#pauses.get(shard.id) ?? first)
      this.#pauses.set(shard.id, Math.min(last, pause * 2))
      logger.error({ shard: shard.id, restartInMs: pause }, 'a shard died')
      void this.#restart(shard, pause)
    })
  }

  async #restart(shard: Shard, pause: number): Promise<void> {
    try {
      await wait(pause, undefined, { signal: this.#stopping.signal })
      await shard.spawn(-1)
    } catch (error) {
      if (!this.#stopping.signal.aborted)
        this.options.logger.error(describe(error), 'a shard could not be restarted')
    }
  }

  /** Every shard finishes its replies and ends. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await Promise.all([...this.#manager.shards.values()].map((shard) => ended(shard.process)))
  }
}

async function ended(child: ChildProcess | null): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  const { promise, resolve } = Promise.withResolvers<void>()
  child.once('exit', () => resolve())
  const killer = setTimeout(() => child.kill('SIGKILL'), FINISH_MS)
  child.kill('SIGTERM')
  await promise
  clearTimeout(killer)
}

/** For `bots:discord`. */
export default function spread({ app, logger }: FrontendContext): Promise<Spread | null> {
  const stopping = new AbortController()
  app.terminating(() => stopping.abort())
  return runSharded({
    settings: discordConfig,
    logger,
    entry: app.makePath('ace.js'),
    args: ['bots:discord'],
    signal: stopping.signal,
  })
}
