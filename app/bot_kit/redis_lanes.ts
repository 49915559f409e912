import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { LocalLanes, type Lanes } from '#app/bot_kit/lanes'

/** A process that dies leaves its lanes locked for this long; a living one renews in time. Milliseconds. */
const LOCK_MS = 15_000
const RENEW_MS = 5_000
/** How often a process looks whether a lane of another one is free, milliseconds. */
const RETRY_MS = 50
/** A command that takes longer counts as an outage, milliseconds. */
const COMMAND_MS = 2_000
const STOP_CHANNEL = 'greenroom:lanes:stop'

/** Deletes or renews a lock only while it is still ours. */
const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`
const RENEW = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end return 0`

/**
 * Lanes that hold across processes: one lock per lane in Redis, and a channel that carries stops. While Redis is
 * away they hold within each process: people are answered, and what is paid stays right by its keys.
 */
export class RedisLanes implements Lanes {
  readonly #local = new LocalLanes()

  private constructor(
    private readonly redis: Redis,
    private readonly subscriber: Redis,
    private readonly onOutage: (error: unknown) => void
  ) {}

  /** @param onOutage is told of every error of the connection */
  static connect(url: string, onOutage: (error: unknown) => void): RedisLanes {
    const redis = new Redis(url, { maxRetriesPerRequest: 1, commandTimeout: COMMAND_MS })
    const lanes = new RedisLanes(redis, new Redis(url, { maxRetriesPerRequest: null }), onOutage)
    lanes.#listen()
    return lanes
  }

  run(lane: string, task: (signal: AbortSignal) => Promise<void>): Promise<'ran' | 'full'> {
    return this.#local.run(lane, async (signal) => {
      const release = await this.#lock(lane, signal)
      try {
        await task(signal)
      } finally {
        await release()
      }
    })
  }

  async stop(lane: string): Promise<boolean> {
    if (await this.#local.stop(lane)) return true
    try {
      if ((await this.redis.exists(lockOf(lane))) === 0) return false
      await this.redis.publish(STOP_CHANNEL, lane)
      return true
    } catch (error) {
      this.onOutage(error)
      return false
    }
  }

  async drain(signal: AbortSignal): Promise<void> {
    await this.#local.drain(signal)
    this.subscriber.disconnect()
    this.redis.disconnect()
  }

  /** Waits for the lane and keeps it until the returned function is called. */
  async #lock(lane: string, signal: AbortSignal): Promise<() => Promise<void>> {
    const key = lockOf(lane)
    const token = randomUUID()
    try {
      while ((await this.redis.set(key, token, 'PX', LOCK_MS, 'NX')) !== 'OK') {
        if (signal.aborted) return async () => {}
        await wait(RETRY_MS)
      }
    } catch (error) {
      this.onOutage(error)
      return async () => {}
    }
    const renewal = setInterval(() => {
      this.redis.eval(RENEW, 1, key, token, LOCK_MS).catch(this.onOutage)
    }, RENEW_MS)
    return async () => {
      clearInterval(renewal)
      await this.redis.eval(RELEASE, 1, key, token).catch(this.onOutage)
    }
  }

  #listen(): void {
    this.redis.on('error', this.onOutage)
    this.subscriber.on('error', this.onOutage)
    this.subscriber.on('message', (_channel, lane: string) => {
      void this.#local.stop(lane)
    })
    this.subscriber.subscribe(STOP_CHANNEL).catch(this.onOutage)
  }
}

const lockOf = (lane: string) => `greenroom:lane:${lane}`
