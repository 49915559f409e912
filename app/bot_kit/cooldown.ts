import limiter from '@adonisjs/limiter/services/main'
import type { TurnServices } from '#app/bot_kit/turn'

/** Counts a use of a command with a cooldown, in the limiter's store, so that it holds across processes. */
export const allowUse: TurnServices['allowUse'] = async ({ accountId, command, seconds }) => {
  const rule = limiter.use({ requests: 1, duration: seconds })
  const key = `cooldown:${command}:${accountId}`
  if (await rule.attempt(key, () => true)) return { allowed: true }
  return { allowed: false, retryInSeconds: await rule.availableIn(key) }
}
