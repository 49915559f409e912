import env from '#start/env'
import app from '@adonisjs/core/services/app'
import { defineConfig, targets } from '@adonisjs/core/logger'

/** Settings that hold secrets; never written, wherever they stand in a logged object. */
const SECRETS = ['token', 'password', 'secret', 'apiKey', 'authorization', 'cookie']

const loggerConfig = defineConfig({
  default: 'app',
  loggers: {
    app: {
      enabled: true,
      name: 'greenroom',
      level: env.get('LOG_LEVEL') ?? (app.inTest ? 'error' : 'info'),
      redact: {
        paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: '[secret]',
      },
      transport: {
        // Logs go to stderr: what a command prints on stdout is its result.
        targets: targets()
          .pushIf(!app.inProduction, targets.pretty({ destination: 2 }))
          .pushIf(app.inProduction, targets.file({ destination: 2 }))
          .toArray(),
      },
    },
  },
})

export default loggerConfig

declare module '@adonisjs/core/types' {
  export interface LoggersList extends InferLoggers<typeof loggerConfig> {}
}
