import type { RouteModule } from '#app/plugin_kit/types'
import { pageMiddleware } from '#app/web_kit/pages'

const Shop = () => import('#plugins/payments/shop/controllers/shop_controller')
const Order = () => import('#plugins/payments/shop/controllers/order_controller')

/** The shop's pages. */
const shopRoutes: RouteModule = (router) => {
  router
    .group(() => {
      router.get('/buy', [Shop, 'show']).as('shop')
      router.post('/buy', [Shop, 'store']).as('shop_order')
      router.get('/buy/done', [Order, 'show']).as('shop_done')
      router.get('/buy/done/state', [Order, 'state']).as('shop_state')
    })
    .use(pageMiddleware())
}

export default shopRoutes
