import type { RouteModule } from '#app/plugin_kit/types'
import { adminOnly } from '#app/web_kit/admin'

const Overview = () => import('#plugins/admin/controllers/overview_controller')

/** The panel's first page; every other one is its plugin's. */
const adminRoutes: RouteModule = (router) => {
  router.get('/admin', [Overview, 'show']).as('overview').use(adminOnly())
}

export default adminRoutes
