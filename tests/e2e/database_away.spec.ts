import { test } from '@japa/runner'
import pg from 'pg'
import { isReady, startProgram } from '#tests/support/program'
import { scratchDatabase } from '#tests/support/scratch_database'
import { until } from '#tests/support/until'

/** Shuts the database's door and throws everyone out, or opens it again. */
async function setReachable(url: string, reachable: boolean): Promise<void> {
  const name = new URL(url).pathname.slice(1)
  const admin = new pg.Client({ connectionString: process.env.DATABASE_URL })
  await admin.connect()
  await admin.query(`alter database ${pg.escapeIdentifier(name)} allow_connections ${reachable}`)
  if (!reachable) {
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
      name,
    ])
  }
  await admin.end()
}

test.group('A database that goes away', () => {
  test('is told on the health page, and taken up again when it is back', async ({
    assert,
    cleanup,
  }) => {
    const database = await scratchDatabase()
    cleanup(() => database.drop())
    const program = await startProgram({
      env: { DATABASE_URL: database.url },
      readyWhen: /Greenroom is ready/,
    })
    cleanup(async () => void (await program.kill()))
    cleanup(() => setReachable(database.url, true))

    await setReachable(database.url, false)
    await until(async () => !(await isReady(program.url)), { what: 'the health page to notice' })
    const health = await fetch(`${program.url}/health/ready`)
    assert.equal(health.status, 503)
    assert.equal((await fetch(`${program.url}/health/live`)).status, 200, 'the process lives on')

    await setReachable(database.url, true)
    await until(() => isReady(program.url), { within: 30_000, what: 'the program to recover' })
    assert.equal((await fetch(`${program.url}/`)).status, 200)
    assert.deepEqual(await program.stop(), { code: 0, signal: null }, program.output())
  }).timeout(120_000)
})
