import type { OutreachFactory } from '#app/bot_kit/messenger'
import { tellIdle } from '#bots/web/idle'
import { hasLeft, isUuid } from '#bots/web/visitor'
import { WebSurface } from '#bots/web/web_surface'

/**
 * The program writes into a browser's conversation: it is in the transcript, and pages that are open show it by
 * themselves. A browser that was signed out is not written to.
 */
const outreach: OutreachFactory = ({ app, logger, runtime }) => {
  const isReachable = async (visitorId: string) => isUuid(visitorId) && !(await hasLeft(visitorId))
  return {
    async directPlace({ platform, platformId: id }) {
      return platform === 'web' && (await isReachable(id)) ? { kind: 'direct', id } : null
    },

    async surfaceFor({ account, place }) {
      const own = account.platform === 'web' && place.id === account.platformId
      if (!own || !(await isReachable(place.id))) return null
      const locale = account.locale ?? runtime.locales[0] ?? 'en'
      const surface = new WebSurface({ visitorId: place.id, logger })
      return {
        acknowledge: () => surface.acknowledge(),
        draw: (node, drawing) => surface.draw(node, drawing),
        stream: (node, signal) => surface.stream(node, signal),
        close: async () => tellIdle(await app.container.make('identity'), place.id, locale),
      }
    },
  }
}

export default outreach
