import type { LoggerService } from '@adonisjs/core/types'
import env from '#start/env'
import { LocalLanes, type Lanes } from '#app/bot_kit/lanes'

/** The lanes that fit the deployment: across processes where there is a Redis, else within this one. */
export async function makeLanes(logger: LoggerService): Promise<Lanes> {
  const redisUrl = env.get('REDIS_URL')
  if (!redisUrl) return new LocalLanes()
  const { RedisLanes } = await import('#app/bot_kit/redis_lanes')
  return RedisLanes.connect(redisUrl, (error) => {
    logger.warn(
      { err: error },
      'Redis is away: conversations are kept in order within this process'
    )
  })
}
