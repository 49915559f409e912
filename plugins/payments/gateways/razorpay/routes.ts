import type { RouteModule } from '#app/plugin_kit/types'
import { pageMiddleware } from '#app/web_kit/pages'

const Pay = () => import('#plugins/payments/gateways/razorpay/pay_controller')

/** Where orders are paid with Razorpay. */
const razorpayRoutes: RouteModule = (router) => {
  router
    .group(() => {
      router.get('/pay/razorpay/:order', [Pay, 'show']).as('razorpay_pay')
      router.post('/pay/razorpay/:order', [Pay, 'confirm']).as('razorpay_confirm')
    })
    .use(pageMiddleware())
}

export default razorpayRoutes
