import env from '#start/env'
import { defineConfig } from '@adonisjs/core/http'
import { trustedProxies } from '#app/support/trusted_proxies'

/** Where browsers and links in chats reach the program, without a trailing slash. */
export const appUrl = (env.get('APP_URL') ?? `http://localhost:${env.get('PORT') ?? 3333}`).replace(
  /\/+$/,
  ''
)

/** Cookies are marked secure where the program is reached by https. */
export const overHttps = appUrl.startsWith('https:')

export const http = defineConfig({
  generateRequestId: true,
  trustProxy: trustedProxies(env.get('TRUSTED_PROXIES')),
  allowMethodSpoofing: false,
  useAsyncLocalStorage: false,
  redirect: { forwardQueryString: false },
  cookie: {
    path: '/',
    httpOnly: true,
    secure: overHttps,
    sameSite: 'lax',
  },
})
