import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import type { FrontendStatus } from '#app/bot_kit/frontend'
import type { Frontend } from '#app/bot_kit/inbound'
import type { WorkerStatus } from '#app/job_kit/worker'

/** How long the database may take to answer, milliseconds. */
const DATABASE_MS = 2_000

export type Part = 'database' | 'jobs' | 'bots'

export interface Readiness {
  status: 'ready' | 'unavailable'
  /** Parts that keep the process from doing its work. */
  failing: readonly Part[]
  parts: {
    database: { state: 'ready' | 'down' }
    /** `off` in a process that leaves jobs to others. */
    jobs: WorkerStatus
    bots: Readonly<Record<Frontend, FrontendStatus>>
  }
}

/** Whether this process can do its work, part by part. A bot that starts, or is not configured, is no failure. */
export async function readiness(): Promise<Readiness> {
  const parts: Readiness['parts'] = {
    database: { state: (await databaseAnswers()) ? 'ready' : 'down' },
    jobs: (await app.container.make('jobs')).status(),
    bots: (await app.container.make('bots')).status(),
  }
  const failing: Part[] = []
  if (parts.database.state === 'down') failing.push('database')
  if (parts.jobs.state === 'down') failing.push('jobs')
  if (Object.values(parts.bots).includes('down')) failing.push('bots')
  return { status: failing.length === 0 ? 'ready' : 'unavailable', failing, parts }
}

async function databaseAnswers(): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<false>()
  const timer = setTimeout(() => resolve(false), DATABASE_MS)
  const answer = db.rawQuery('select 1').then(
    () => true,
    () => false
  )
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
