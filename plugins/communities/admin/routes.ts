import type { RouteModule } from '#app/plugin_kit/types'
import { adminOnly } from '#app/web_kit/admin'

const Communities = () => import('#plugins/communities/admin/controllers/communities_controller')

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

/** Communities in the admin panel. */
const adminRoutes: RouteModule = (router) => {
  router
    .group(() => {
      router.get('/admin/communities', [Communities, 'index']).as('admin')
      router.get('/admin/communities/:id', [Communities, 'show']).where('id', UUID).as('admin_one')
      router
        .post('/admin/communities/:id/suspend', [Communities, 'suspend'])
        .where('id', UUID)
        .as('admin_suspend')
      router
        .post('/admin/communities/:id/lift', [Communities, 'lift'])
        .where('id', UUID)
        .as('admin_lift')
    })
    .use(adminOnly(['admin']))
}

export default adminRoutes
