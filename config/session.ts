import { defineConfig, stores } from '@adonisjs/session'
import { overHttps } from '#config/app'

const sessionConfig = defineConfig({
  enabled: true,
  cookieName: 'greenroom_session',
  clearWithBrowser: false,
  age: '30d',
  cookie: { path: '/', httpOnly: true, secure: overHttps, sameSite: 'lax' },
  store: 'cookie',
  stores: { cookie: stores.cookie() },
})

export default sessionConfig
