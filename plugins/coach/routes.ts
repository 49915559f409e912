import type { RouteModule } from '#app/plugin_kit/types'
import adminRoutes from '#plugins/coach/admin/routes'
import coachApi from '#plugins/coach/api_v1/routes'
import coachPages from '#plugins/coach/web/routes'

/** The coach's pages and its JSON API; each area has its own routes. */
const coachRoutes: RouteModule = (router, context) => {
  coachPages(router, context)
  coachApi(router, context)
  adminRoutes(router, context)
}

export default coachRoutes
