import router from '@adonisjs/core/services/router'
import server from '@adonisjs/core/services/server'

server.errorHandler(() => import('#app/exceptions/handler'))

/** For every request, matched or not. */
server.use([
  () => import('@adonisjs/static/static_middleware'),
  () => import('@adonisjs/vite/vite_middleware'),
])

/** For every request that has a route. Sessions are not among them: health, webhooks and the API do without. */
router.use([() => import('@adonisjs/core/bodyparser_middleware')])

/** What pages for people stand on: a session, CSRF protection, who is signed in, the language. */
export const middleware = router.named({
  session: () => import('@adonisjs/session/session_middleware'),
  shield: () => import('@adonisjs/shield/shield_middleware'),
  initializeAuth: () => import('@adonisjs/auth/initialize_auth_middleware'),
  locale: () => import('#app/middleware/locale_middleware'),
})
