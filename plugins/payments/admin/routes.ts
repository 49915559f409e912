import type { RouteModule } from '#app/plugin_kit/types'
import { adminOnly } from '#app/web_kit/admin'

const Payments = () => import('#plugins/payments/admin/controllers/payments_controller')
const Events = () => import('#plugins/payments/inbox/controllers/events_controller')

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Payments and the inbox in the admin panel. */
const adminRoutes: RouteModule = (router) => {
  router
    .group(() => {
      router.get('/admin/payments', [Payments, 'index']).as('admin_payments')
      router.get('/admin/payments/:id', [Payments, 'show']).where('id', UUID).as('admin_payment')
      router
        .post('/admin/payments/:id/refund', [Payments, 'refund'])
        .where('id', UUID)
        .as('admin_payment_refund')
      router.get('/admin/payments/events', [Events, 'index']).as('admin_events')
      router
        .post('/admin/payments/events/replay-failed', [Events, 'replayFailed'])
        .as('admin_events_replay_failed')
      router
        .get('/admin/payments/events/:id', [Events, 'show'])
        .where('id', /^\d{1,18}$/)
        .as('admin_event')
      router
        .post('/admin/payments/events/:id/replay', [Events, 'replay'])
        .where('id', /^\d{1,18}$/)
        .as('admin_event_replay')
    })
    .use(adminOnly(['admin']))
}

export default adminRoutes
