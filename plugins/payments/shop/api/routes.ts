import type { RouteModule } from '#app/plugin_kit/types'
import { apiMiddleware } from '#app/web_kit/api'

const Orders = () => import('#plugins/payments/shop/api/orders_controller')

/** Packs and orders in the JSON API. */
const shopApiRoutes: RouteModule = (router) => {
  router
    .group(() => {
      router.get('/packs', [Orders, 'packs']).as('api_packs')
      router.post('/orders', [Orders, 'store']).as('api_order_store')
      router.get('/orders/:id', [Orders, 'show']).as('api_order')
    })
    .prefix('/api/v1')
    .use(apiMiddleware())
}

export default shopApiRoutes
