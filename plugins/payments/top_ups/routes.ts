import type { RouteModule } from '#app/plugin_kit/types'
import { pageMiddleware } from '#app/web_kit/pages'

const TopUps = () => import('#plugins/payments/top_ups/controllers/top_ups_controller')
const Cards = () => import('#plugins/payments/top_ups/controllers/cards_controller')

/** A fan's cards, and what is bought with them without asking. */
const topUpRoutes: RouteModule = (router) => {
  router
    .group(() => {
      router.get('/top-ups', [TopUps, 'show']).as('top_ups')
      router.post('/top-ups', [TopUps, 'store']).as('top_ups_store')
      router.post('/top-ups/check', [TopUps, 'check']).as('top_ups_check')
      router.post('/top-ups/stop', [TopUps, 'stop']).as('top_ups_stop')
      router.post('/top-ups/cards', [Cards, 'save']).as('cards_save')
      router.post('/top-ups/cards/remove', [Cards, 'remove']).as('cards_remove')
      router.post('/top-ups/portal', [Cards, 'portal']).as('cards_portal')
    })
    .use(pageMiddleware())
}

export default topUpRoutes
