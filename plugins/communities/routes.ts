import type { RouteModule } from '#app/plugin_kit/types'
import adminRoutes from '#plugins/communities/admin/routes'
import everydayRoutes from '#plugins/communities/everyday/web/routes'
import shopRoutes from '#plugins/communities/shop/routes'

/** The pages of communities; each area has its own routes. */
const communitiesRoutes: RouteModule = (router, context) => {
  adminRoutes(router, context)
  everydayRoutes(router, context)
  shopRoutes(router, context)
}

export default communitiesRoutes
