import { defineConfig } from '@adonisjs/shield'
import app from '@adonisjs/core/services/app'
import { overHttps } from '#config/app'

/** Vite's development server, which tests use too, puts styles into the page by itself. */
const devStyles = app.inProduction ? [] : ["'unsafe-inline'"]

const shieldConfig = defineConfig({
  csp: {
    enabled: true,
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", ...devStyles],
      // A persona's picture may be kept elsewhere.
      imgSrc: ["'self'", 'https:', 'data:'],
      connectSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      // On by default; a program that is reached by http would lose its own styles and scripts.
      upgradeInsecureRequests: overHttps ? [] : null,
    },
    reportOnly: false,
  },
  csrf: {
    enabled: true,
    exceptRoutes: [],
    enableXsrfCookie: false,
    methods: ['POST', 'PUT', 'PATCH', 'DELETE'],
  },
  xFrame: { enabled: true, action: 'DENY' },
  hsts: { enabled: overHttps, maxAge: '180 days' },
  contentTypeSniffing: { enabled: true },
})

export default shieldConfig
