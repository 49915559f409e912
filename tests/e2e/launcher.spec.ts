import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { startProgram, type Program } from '#tests/support/program'
import { copyProgram, type ProgramCopy } from '#tests/support/program_copy'
import { until } from '#tests/support/until'

/** What `npm start` runs, on a checkout that nobody has started yet: no `.env`, no data, no settings. */
function npmStart(copy: ProgramCopy): Promise<Program> {
  return startProgram({
    folder: copy.folder,
    script: 'scripts/start.mjs',
    command: [],
    env: {
      APP_KEY: undefined,
      ENCRYPTION_KEYS: undefined,
      ENV_PATH: undefined,
      NODE_ENV: undefined,
      DATABASE_URL: undefined,
    },
    readyWhen: /Greenroom is ready/,
  })
}

const answers = (program: Program) =>
  fetch(`${program.url}/health/live`).then(
    () => true,
    () => false
  )

test.group('npm start', (group) => {
  group.each.timeout(180_000)

  test('writes keys of its own, starts everything, and stops when told', async ({
    assert,
    cleanup,
  }) => {
    const copy = await copyProgram()
    cleanup(() => copy.remove())
    const first = await npmStart(copy)
    cleanup(async () => void (await first.stop()))
    assert.match(first.output(), /Open +http.*\n +Admin sign-in +http/)
    const settings = await copy.read('.env')
    assert.match(settings, /^APP_KEY=[\w-]{32}$/m)
    assert.match(settings, /^ENCRYPTION_KEYS=[\w+/]{43}=$/m)
    assert.equal((await stat(join(copy.folder, '.env'))).mode & 0o777, 0o600, 'for us alone')
    assert.deepEqual(await first.stop(), { code: 0, signal: null }, first.output())

    const second = await npmStart(copy)
    assert.equal(await copy.read('.env'), settings, 'what is there is never touched')
    assert.deepEqual(await second.stop('SIGINT'), { code: 0, signal: null }, second.output())
  })

  test('does not leave the program behind when the launcher is killed', async ({ cleanup }) => {
    const copy = await copyProgram()
    cleanup(() => copy.remove())
    const program = await npmStart(copy)
    await program.kill()
    await until(async () => !(await answers(program)), {
      within: 20_000,
      what: 'the program to follow its launcher',
    })
    // Its database goes last; only then may the folder be removed.
    await until(
      () =>
        stat(join(copy.folder, '.data/postgres/postmaster.pid')).then(
          () => false,
          () => true
        ),
      {
        within: 20_000,
        what: 'its database to stop',
      }
    )
  })
})
