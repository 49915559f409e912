import type { RouteModule } from '#app/plugin_kit/types'
import { pageMiddleware } from '#app/web_kit/pages'
import paymentsConfig from '#config/payments'

const TestPay = () => import('#plugins/payments/gateways/test/test_pay_controller')

/** The test gateway's page: nowhere else than in development. */
const testGatewayRoutes: RouteModule = (router) => {
  if (!paymentsConfig.test.enabled) return
  router
    .group(() => {
      router.get('/pay/test/:order', [TestPay, 'show']).as('test_pay')
      router.post('/pay/test/:order', [TestPay, 'act']).as('test_pay_act')
    })
    .use(pageMiddleware())
}

export default testGatewayRoutes
