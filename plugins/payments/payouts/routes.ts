import type { RouteModule } from '#app/plugin_kit/types'
import { adminOnly } from '#app/web_kit/admin'
import { pageMiddleware } from '#app/web_kit/pages'

const Earnings = () => import('#plugins/payments/payouts/controllers/earnings_controller')
const Statements = () => import('#plugins/payments/payouts/controllers/statements_controller')
const Admin = () => import('#plugins/payments/payouts/controllers/admin_payouts_controller')

/** A creator's earnings, and the payouts as admins see them. */
const payoutsRoutes: RouteModule = (router) => {
  router
    .group(() => {
      router.get('/earnings', [Earnings, 'show']).as('earnings')
      router.post('/earnings/pay-out', [Earnings, 'payOut']).as('earnings_pay_out')
      router.post('/earnings/connect', [Earnings, 'connect']).as('earnings_connect')
      router.get('/earnings/connected', [Earnings, 'connected']).as('earnings_connected')
      router.post('/earnings/by-hand', [Earnings, 'byHand']).as('earnings_by_hand')
      router.post('/earnings/monthly', [Earnings, 'monthly']).as('earnings_monthly')
      router
        .get('/earnings/statement/:year/:form', [Statements, 'show'])
        .where('year', /^\d{4}$/)
        .where('form', /^(csv|pdf)$/)
        .as('earnings_statement')
    })
    .use(pageMiddleware())

  router
    .group(() => {
      router.get('/admin/payouts', [Admin, 'index']).as('admin_payouts')
      router.post('/admin/payouts/:id/approve', [Admin, 'approve']).as('admin_payout_approve')
      router.post('/admin/payouts/:id/paid', [Admin, 'paid']).as('admin_payout_paid')
      router.post('/admin/payouts/:id/refuse', [Admin, 'refuse']).as('admin_payout_refuse')
      router.post('/admin/payouts/:id/returned', [Admin, 'returned']).as('admin_payout_returned')
      router
        .get('/admin/payouts/:id/statement/:year/:form', [Admin, 'statement'])
        .where('year', /^\d{4}$/)
        .where('form', /^(csv|pdf)$/)
        .as('admin_payout_statement')
    })
    .use(adminOnly(['admin']))
}

export default payoutsRoutes
