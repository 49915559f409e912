/**
 * What the JSON API's routes stand on: the language and the token; no session, so no CSRF. A plugin's routes are below
 * `/api/v1` and described in its `openApi`; their handlers begin with `tokenOwner`.
 */
import router from '@adonisjs/core/services/router'

const named = router.named({
  locale: () => import('#app/middleware/locale_middleware'),
  initializeAuth: () => import('@adonisjs/auth/initialize_auth_middleware'),
})

/** For `router.group(…).prefix('/api/v1').use(apiMiddleware())`. */
export const apiMiddleware = () => [named.locale(), named.initializeAuth()]
