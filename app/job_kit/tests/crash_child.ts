/*
 * A process that dies where the test says: `node crash_child.ts commit TOPIC KEY` or `… run TOPIC QUEUE`.
 *
 * - `commit`: adds a message and is killed right after its commit, before any relay has seen it;
 * - `run`: works on jobs, and is killed in the middle of one.
 */
import { bootHere } from '#tests/support/boot'

const [step, topic = '', name = ''] = process.argv.slice(2)

const app = await bootHere()
if (step === 'commit') await commitAndDie()
else await runAndDie()

async function commitAndDie(): Promise<void> {
  const { default: db } = await import('@adonisjs/lucid/services/db')
  const outbox = await app.container.make('outbox')
  await db.transaction((trx) => outbox.add(trx, [{ topic, key: name, payload: {} }]))
  process.kill(process.pid, 'SIGKILL')
}

async function runAndDie(): Promise<void> {
  const { Worker } = await import('#app/job_kit/worker')
  const handler = async () => {
    process.kill(process.pid, 'SIGKILL')
    await new Promise(() => {})
  }
  const worker = new Worker({
    outbox: await app.container.make('outbox'),
    handlers: [{ topic, subscriber: 'test', load: async () => handler }],
    schedules: [],
    redisUrl: process.env.CRASH_REDIS_URL,
    queue: name,
    logger: await app.container.make('logger'),
    db: await app.container.make('lucid.db'),
    leaseSeconds: 2,
  })
  await worker.start()
}
