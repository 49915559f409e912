import type { RouteModule } from '#app/plugin_kit/types'
import { adminOnly } from '#app/web_kit/admin'

const Packs = () => import('#plugins/payments/packs/controllers/packs_controller')

/** The packs in the admin panel. */
const packsRoutes: RouteModule = (router) => {
  router
    .group(() => {
      router.get('/admin/packs', [Packs, 'index']).as('admin_packs')
      router.get('/admin/packs/new', [Packs, 'create']).as('admin_pack_new')
      router.post('/admin/packs', [Packs, 'store']).as('admin_pack_store')
      router.get('/admin/packs/:id', [Packs, 'edit']).as('admin_pack')
      router.post('/admin/packs/:id', [Packs, 'update']).as('admin_pack_update')
    })
    .use(adminOnly(['admin']))
}

export default packsRoutes
