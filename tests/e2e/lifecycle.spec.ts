import { access, chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Assert } from '@japa/assert'
import { test } from '@japa/runner'
import pg from 'pg'
import { launch, startProgram, type Program, type ProgramOptions } from '#tests/support/program'
import { until } from '#tests/support/until'

/** A stop may take this long, milliseconds (DESIGN: everything ends within 20 s). */
const STOP_WITHIN_MS = 20_000

/** A data folder of a test's own; the embedded database is in it. */
async function dataFolder(cleanup: (fn: () => Promise<void>) => void): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'greenroom-data-'))
  // As root, Postgres runs as a user of its own, who has to get in.
  await chmod(folder, 0o755)
  cleanup(() => rm(folder, { recursive: true, force: true }))
  return folder
}

const program = (folder: string, env: Record<string, string> = {}): ProgramOptions => ({
  env: { DATA_DIR: folder, DATABASE_URL: undefined, ...env },
})

/** The embedded database of a data folder, as the program reaches it. */
async function connect(folder: string): Promise<pg.Client> {
  const password = (await readFile(join(folder, 'postgres.password'), 'utf8')).trim()
  const pid = await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8')
  const client = new pg.Client({
    connectionString: `postgres://postgres:${password}@127.0.0.1:${pid.split('\n')[3]}/greenroom`,
  })
  await client.connect()
  return client
}

const postgresRuns = (folder: string) =>
  access(join(folder, 'postgres', 'postmaster.pid')).then(
    () => true,
    () => false
  )

test.group('The whole program with its own database', (group) => {
  group.each.timeout(180_000)
  /** Whose database is there from the first test on. */
  let folder: string
  group.setup(async () => {
    const undo: (() => Promise<void>)[] = []
    folder = await dataFolder((fn) => void undo.push(fn))
    return async () => void (await Promise.all(undo.map((fn) => fn())))
  })

  test('survives kill -9: the second start goes on where the first was, and a signal stops it in time', async ({
    assert,
    cleanup,
  }) => {
    const first = await startProgram(program(folder))
    cleanup(async () => void (await first.kill()))
    assert.match(await (await fetch(`${first.url}/`)).text(), /Greenroom/)
    const before = await connect(folder)
    await before.query('create table kept (word text)')
    await before.query(`insert into kept values ('still here')`)
    await before.end()
    await first.kill()

    const second = await startProgram({ ...program(folder), readyWhen: /Greenroom is ready/ })
    cleanup(async () => void (await second.kill()))
    const after = await connect(folder)
    const { rows } = await after.query<{ word: string }>('select word from kept')
    await after.end()
    assert.deepEqual(rows, [{ word: 'still here' }])
    await stopsInTime(assert, second, 'SIGINT')
  })

  test('a second one on the same data folder is politely refused; so is one on a port that is taken', async ({
    assert,
    cleanup,
  }) => {
    const first = await startProgram({ ...program(folder), readyWhen: /Greenroom is ready/ })
    cleanup(async () => void (await first.kill()))
    const second = await launch(program(folder))
    assert.deepEqual(await second.ended, { code: 1, signal: null })
    assert.include(second.output(), `Another Greenroom runs on the data folder ${folder}`)
    assert.include(second.output(), 'DATA_DIR')
    assert.notMatch(second.output(), /\n\s+at /, 'no stack for what a person can put right')

    const other = await dataFolder(async (fn) => cleanup(fn))
    const { port } = new URL(first.url)
    const third = await launch(program(other, { PORT: port }))
    assert.equal((await third.ended).code, 1)
    assert.match(third.output(), new RegExp(`${port}.*(in use|taken)`))
    assert.include(third.output(), 'PORT')
    assert.isFalse(await postgresRuns(other), 'what it had started went with it')

    assert.isTrue((await fetch(`${first.url}/health/ready`)).ok, 'the first goes on')
    await stopsInTime(assert, first, 'SIGTERM')
  })

  test('a stop in the middle of the start is a stop', async ({ assert, cleanup }) => {
    const fresh = await dataFolder(async (fn) => cleanup(fn))
    const starting = await launch(program(fresh))
    cleanup(async () => void (await starting.kill()))
    await until(() => postgresRuns(fresh), { within: 30_000, what: 'its database to start' })
    const exit = await starting.stop()
    assert.deepEqual(exit, { code: 0, signal: null }, starting.output())
    assert.isFalse(await postgresRuns(fresh))
  })

  /** It ends, and its database with it. */
  async function stopsInTime(assert: Assert, running: Program, signal: NodeJS.Signals) {
    assert.isTrue(await postgresRuns(folder))
    const asked = performance.now()
    assert.deepEqual(await running.stop(signal), { code: 0, signal: null }, running.output())
    assert.isBelow(performance.now() - asked, STOP_WITHIN_MS)
    assert.isFalse(await postgresRuns(folder))
  }
})
