import type { RouteModule } from '#app/plugin_kit/types'
import { pageMiddleware } from '#app/web_kit/pages'

const Receipts = () => import('#plugins/payments/receipts/receipts_controller')

/** Receipts to read and print. */
const receiptsRoutes: RouteModule = (router) => {
  router
    .group(() => {
      router.get('/receipts', [Receipts, 'index']).as('receipts')
      router.get('/receipts/:number', [Receipts, 'show']).as('receipt')
    })
    .use(pageMiddleware())
}

export default receiptsRoutes
