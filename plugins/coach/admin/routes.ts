import type { RouteModule } from '#app/plugin_kit/types'
import { adminOnly } from '#app/web_kit/admin'
import { PATH } from '#plugins/coach/admin/path'

const Coach = () => import('#plugins/coach/admin/coach_controller')

/** The coach in the admin panel. */
const adminRoutes: RouteModule = (router) => {
  router
    .group(() => {
      router.get(PATH, [Coach, 'index']).as('admin')
    })
    .use(adminOnly(['admin']))
}

export default adminRoutes
