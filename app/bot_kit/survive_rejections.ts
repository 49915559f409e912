import type { LoggerService } from '@adonisjs/core/types'

let watching = false

/**
 * A rejected promise that nobody looks at would end the process, and with it every conversation. The bots'
 * libraries leave such promises when a connection is lost at an unlucky moment (discord.js identifies on a socket
 * that was replaced meanwhile; the new one goes on by itself), so it is written down and the process goes on.
 */
export function surviveRejections(logger: LoggerService): void {
  if (watching) return
  watching = true
  process.on('unhandledRejection', (reason) => {
    logger.error({ err: reason }, 'a promise was rejected and nobody looked')
  })
}
