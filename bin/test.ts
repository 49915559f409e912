/*
 * The test runner: `node ace test --files=plugins/ledger/tests/hold.spec.ts`, for one file at a time. Without
 * `DATABASE_URL` it starts a throw-away Postgres. `npm test` runs all of them, side by side.
 */
import 'reflect-metadata'
import { Ignitor, prettyPrintError } from '@adonisjs/core'
import { configure, processCLIArgs, run } from '@japa/runner'
import { dot, ndjson, spec } from '@japa/runner/reporters'
import { importFromRoot, APP_ROOT } from '#start/root'
import { enterBareEnvironment } from '#tests/support/environment'
import { freePort } from '#tests/support/free_port'
import { specs } from '#tests/support/specs'
import { startThrowawayPostgres } from '#tests/support/throwaway_postgres'
import { resultLines } from '#tests/support/result_lines'

/** Longest time of one test, milliseconds. Property and crash tests take their time on a busy machine. */
const TIMEOUT_MS = 60_000

/** Under `npm test` the results go to the program that runs the processes. */
const reporters = process.env.TEST_RESULTS === 'lines' ? ['spec', 'lines'] : ['spec']

enterBareEnvironment()
process.env.PORT ??= String(await freePort())
const postgres = process.env.DATABASE_URL ? null : await startThrowawayPostgres()
if (postgres) process.env.DATABASE_URL = postgres.url

const ignitor = new Ignitor(APP_ROOT, { importer: importFromRoot }).tap((app) => {
  app.booting(async () => {
    await import('#start/env')
  })
  app.listen('SIGTERM', () => app.terminate())
  app.listen('SIGINT', () => app.terminate())
})
await ignitor
  .testRunner()
  .configure(async () => {
    const { plugins, setup } = await import('#tests/bootstrap')
    processCLIArgs(process.argv.slice(2))
    configure({
      files: specs,
      timeout: TIMEOUT_MS,
      plugins,
      setup,
      importer: async (file) => {
        await import(file.href)
      },
      reporters: { activated: reporters, list: [spec(), dot(), ndjson(), resultLines] },
    })
  })
  .run(() => run())
  .catch(async (error) => {
    process.exitCode = 1
    await prettyPrintError(error)
  })

await ignitor.terminate()
await postgres?.stop()
// A test that left a timer or a socket behind must not hold up the next file.
process.exit()
