/** The yardstick: a bare AdonisJS application with one route, which inserts one row. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { bareEnvironment } from '#tests/support/environment'
import { freePort } from '#tests/support/free_port'
import { isReady } from '#tests/support/program'
import { until } from '#tests/support/until'
import { writeBareApp } from '../startup/bare_app.js'

const OWN = {
  // No session and nobody who signs in: the route needs neither.
  'start/kernel.js': `import router from '@adonisjs/core/services/router'
import server from '@adonisjs/core/services/server'
server.use([])
router.use([() => import('@adonisjs/core/bodyparser_middleware')])
`,
  'start/routes.js': `import router from '@adonisjs/core/services/router'
import db from '@adonisjs/lucid/services/db'
await db.rawQuery('create table if not exists told (id bigint generated always as identity primary key, event_id text not null, body jsonb not null)')
router.get('/health/ready', async () => {
  await db.rawQuery('select 1')
  return { status: 'ready' }
})
router.post('/webhooks/stripe', async ({ request }) => {
  const body = request.body()
  await db.table('told').insert({ event_id: body.id, body: JSON.stringify(body) })
  return { received: true }
})
`,
}

export interface BareRoute {
  url: string
  stop(): Promise<void>
}

export async function startBareRoute(databaseUrl: string): Promise<BareRoute> {
  const app = await writeBareApp(OWN)
  const port = String(await freePort())
  const child = spawn(process.execPath, ['bin/server.js'], {
    cwd: app.folder,
    env: { ...bareEnvironment(), NODE_ENV: 'production', PORT: port, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const url = `http://127.0.0.1:${port}`
  await until(() => isReady(url), { within: 60_000, what: 'the bare route' })
  return {
    url,
    async stop() {
      const ended = once(child, 'exit')
      if (child.exitCode === null && child.kill('SIGTERM')) await ended
      await app.remove()
    },
  }
}
