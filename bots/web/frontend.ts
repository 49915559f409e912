import type { BotFrontendFactory, FrontendStatus } from '#app/bot_kit/frontend'
import { live } from '#bots/web/live'
import { transcript } from '#bots/web/transcript'

/** How often abandoned conversations are dropped, milliseconds. */
const PURGE_EVERY_MS = 6 * 60 * 60 * 1000

/** The chat page. Its updates come by the web server's routes, which are there before it starts. */
const factory: BotFrontendFactory = ({ app, logger }) => {
  let status: FrontendStatus = 'off'
  let timer: NodeJS.Timeout | undefined

  const purge = () => {
    transcript.purge().catch((error: unknown) => {
      logger.warn({ err: error }, 'old conversations of the web were not dropped')
    })
  }

  return {
    name: 'web',
    status: () => status,
    start: async () => {
      live.reopen()
      // The web server waits for its connections before it lets anything else stop.
      app.terminating(() => live.close())
      timer = setInterval(purge, PURGE_EVERY_MS).unref()
      purge()
      status = 'ready'
    },
    stop: async () => {
      clearInterval(timer)
      live.close()
      status = 'off'
    },
  }
}

export default factory
