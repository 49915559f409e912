import type { RouteModule } from '#app/plugin_kit/types'
import { pageMiddleware } from '#app/web_kit/pages'

const Studio = () => import('#plugins/personas/studio/controllers/studio_controller')

/** The creator's page. */
const studioRoutes: RouteModule = (router) => {
  router.get('/studio', [Studio, 'show']).as('studio').use(pageMiddleware())
}

export default studioRoutes
