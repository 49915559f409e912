/** How the gateway client stays up whatever it is sent. */
import { EventEmitter } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { SimpleShardingStrategy, WebSocketShardStatus } from 'discord.js'
import type { LoggerService } from '@adonisjs/core/types'
import { property } from '#bots/discord/drafts'
import { describe } from '#bots/discord/failures'
import { Sieve } from '#bots/discord/sieve'

/** discord.js has a `WebSocketManager` of its own; this is the one of its gateway package. */
type GatewayManager = ConstructorParameters<typeof SimpleShardingStrategy>[0]

/** discord.js waits this long between a lost connection and the next, milliseconds; a little is added. */
const BETWEEN_CONNECTIONS = 700

/**
 * discord.js' own strategy, with three gaps closed. A dispatch that it cannot digest would end the process as an
 * unhandled rejection: it is dropped here, as is what is not for the bot. A shard that is told to stop between
 * two connections would connect again: it is told when it is in one. And a socket that is given up while it is
 * still connecting would end the process when its connection fails, since nobody listens by then.
 */
export class SteadyStrategy extends SimpleShardingStrategy {
  constructor(manager: GatewayManager, logger: LoggerService) {
    super(manager)
    const sieve = new Sieve(logger)
    manager.emit = new Proxy(manager.emit, {
      apply: (emit, self, args: unknown[]) => {
        const [event, payload] = args
        try {
          if (event === 'dispatch' && !sieve.lets(property(payload, 'data'))) return true
          return Reflect.apply(emit, self, args) === true
        } catch (error) {
          logger.warn(describe(error), 'a gateway event could not be handled')
          return true
        }
      },
    })
  }

  override async spawn(shardIds: number[]): Promise<void> {
    await super.spawn(shardIds)
    const shards = property(this, 'shards')
    if (!(shards instanceof Map)) return
    for (const shard of shards.values()) keepListening(shard)
  }

  override async destroy(
    options?: Parameters<SimpleShardingStrategy['destroy']>[0]
  ): Promise<void> {
    const until = Date.now() + BETWEEN_CONNECTIONS
    const isBetween = async () =>
      (await this.fetchStatus()).some((status) => status === WebSocketShardStatus.Idle)
    while (Date.now() < until && (await isBetween())) await wait(20)
    await super.destroy(options)
  }
}

/** Lets a socket that its shard gives up fail in silence: the shard itself has written the loss down. */
function keepListening(shard: unknown): void {
  const destroy = property(shard, 'destroy')
  if (typeof shard !== 'object' || shard === null || typeof destroy !== 'function') return
  const patient = new Proxy(destroy, {
    apply: (target, self, args: unknown[]): unknown => {
      const socket = property(shard, 'connection')
      if (socket instanceof EventEmitter) socket.on('error', () => undefined)
      return Reflect.apply(target, self, args)
    },
  })
  Reflect.set(shard, 'destroy', patient)
}
