import type { RouteModule } from '#app/plugin_kit/types'
import { pageMiddleware } from '#app/web_kit/pages'

const Community = () => import('#plugins/communities/shop/controllers/community_controller')
const Pictures = () => import('#plugins/communities/tiers/controllers/pictures_controller')

/** A community's public page, and the pictures of its tiers. */
const shopRoutes: RouteModule = (router) => {
  router.get('/c/:slug', [Community, 'show']).as('community').use(pageMiddleware())
  // Telegram, Discord and caches fetch it: no session, no cookie.
  router.get('/communities/pictures/:id', [Pictures, 'show']).as('picture')
}

export default shopRoutes
