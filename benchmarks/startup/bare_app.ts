/**
 * The yardstick: a bare AdonisJS 7 application with lucid, session and auth, as its production build would be.
 * It is what the starter kit writes, without views.
 */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { APP_ROOT } from '#start/root'

const FILES: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({
    name: 'bare',
    private: true,
    type: 'module',
    imports: {
      '#config/*': './config/*.js',
      '#start/*': './start/*.js',
      '#models/*': './app/models/*.js',
    },
  }),

  'bin/server.js': `import 'reflect-metadata'
import { Ignitor, prettyPrintError } from '@adonisjs/core'
const APP_ROOT = new URL('../', import.meta.url)
const importer = (path) => import(path.startsWith('.') ? new URL(path, APP_ROOT).href : path)
new Ignitor(APP_ROOT, { importer })
  .tap((app) => {
    app.booting(async () => {
      await import('#start/env')
    })
    app.listen('SIGTERM', () => app.terminate())
  })
  .httpServer()
  .start()
  .catch((error) => {
    process.exitCode = 1
    prettyPrintError(error)
  })
`,

  'adonisrc.js': `import { defineConfig } from '@adonisjs/core/app'
export default defineConfig({
  providers: [
    () => import('@adonisjs/core/providers/app_provider'),
    () => import('@adonisjs/core/providers/hash_provider'),
    () => import('@adonisjs/core/providers/vinejs_provider'),
    () => import('@adonisjs/session/session_provider'),
    () => import('@adonisjs/lucid/database_provider'),
    () => import('@adonisjs/auth/auth_provider'),
  ],
  preloads: [() => import('#start/routes'), () => import('#start/kernel')],
})
`,

  'start/env.js': `import { Env } from '@adonisjs/core/env'
export default await Env.create(new URL('../', import.meta.url), {
  NODE_ENV: Env.schema.enum(['development', 'production', 'test']),
  PORT: Env.schema.number(),
  HOST: Env.schema.string({ format: 'host' }),
  APP_KEY: Env.schema.secret(),
  DATABASE_URL: Env.schema.string(),
})
`,

  'start/kernel.js': `import router from '@adonisjs/core/services/router'
import server from '@adonisjs/core/services/server'
server.use([])
router.use([
  () => import('@adonisjs/core/bodyparser_middleware'),
  () => import('@adonisjs/session/session_middleware'),
  () => import('@adonisjs/auth/initialize_auth_middleware'),
])
`,

  'start/routes.js': `import router from '@adonisjs/core/services/router'
import db from '@adonisjs/lucid/services/db'
router.get('/health/ready', async () => {
  await db.rawQuery('select 1')
  return { status: 'ready' }
})
`,

  'app/models/user.js': `import { BaseModel } from '@adonisjs/lucid/orm'
export default class User extends BaseModel {}
`,

  'config/app.js': `import { defineConfig } from '@adonisjs/core/http'
export const http = defineConfig({ cookie: { httpOnly: true } })
`,
  'config/bodyparser.js': `import { defineConfig } from '@adonisjs/core/bodyparser'
export default defineConfig({ allowedMethods: ['POST', 'PUT', 'PATCH', 'DELETE'] })
`,
  'config/encryption.js': `import env from '#start/env'
import { defineConfig, drivers } from '@adonisjs/core/encryption'
export default defineConfig({
  default: 'gcm',
  list: { gcm: drivers.aes256gcm({ id: 'gcm', keys: [env.get('APP_KEY').release()] }) },
})
`,
  'config/hash.js': `import { defineConfig, drivers } from '@adonisjs/core/hash'
export default defineConfig({ default: 'scrypt', list: { scrypt: drivers.scrypt({}) } })
`,
  'config/logger.js': `import { defineConfig, targets } from '@adonisjs/core/logger'
export default defineConfig({
  default: 'app',
  loggers: {
    app: { enabled: true, name: 'bare', level: 'info', transport: { targets: [targets.file({ destination: 2 })] } },
  },
})
`,
  'config/database.js': `import env from '#start/env'
import { defineConfig } from '@adonisjs/lucid'
export default defineConfig({
  connection: 'postgres',
  connections: { postgres: { client: 'pg', connection: env.get('DATABASE_URL') } },
})
`,
  'config/session.js': `import { defineConfig, stores } from '@adonisjs/session'
export default defineConfig({ store: 'cookie', stores: { cookie: stores.cookie() } })
`,
  'config/auth.js': `import { defineConfig } from '@adonisjs/auth'
import { sessionGuard, sessionUserProvider } from '@adonisjs/auth/session'
export default defineConfig({
  default: 'web',
  guards: {
    web: sessionGuard({
      useRememberMeTokens: false,
      provider: sessionUserProvider({ model: () => import('#models/user') }),
    }),
  },
})
`,
}

/**
 * Writes it to a temporary folder; its packages are those of the checkout.
 * @param own files that take the place of its own
 */
export async function writeBareApp(
  own: Readonly<Record<string, string>> = {}
): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'greenroom-bare-'))
  for (const [path, text] of Object.entries({ ...FILES, ...own })) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  await symlink(fileURLToPath(new URL('node_modules', APP_ROOT)), join(folder, 'node_modules'))
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}
