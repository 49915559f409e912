import type { RouteModule } from '#app/plugin_kit/types'
import { adminOnly } from '#app/web_kit/admin'

const Reconciliation = () =>
  import('#plugins/payments/reconciliation/controllers/reconciliation_controller')

/** The reconciliation in the admin panel. */
const reconciliationRoutes: RouteModule = (router) => {
  router
    .group(() => {
      router
        .get('/admin/payments/reconciliation', [Reconciliation, 'index'])
        .as('admin_reconciliation')
      router
        .post('/admin/payments/reconciliation', [Reconciliation, 'run'])
        .as('admin_reconciliation_run')
    })
    .use(adminOnly(['admin']))
}

export default reconciliationRoutes
