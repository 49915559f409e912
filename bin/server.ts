/*
 * The web server, which `node ace serve` starts. With `--all` it is the whole program in one
 * process: web, jobs and every bot that has a token (what `npm start` runs).
 */
import 'reflect-metadata'
import { Ignitor } from '@adonisjs/core'
import { explainFailure } from '#start/explain_failure'
import { importFromRoot, APP_ROOT } from '#start/root'
import { shutDownWithin } from '#start/shutdown'

const started = Promise.withResolvers<void>()
const ignitor = new Ignitor(APP_ROOT, { importer: importFromRoot }).tap((app) => {
  app.booting(async () => {
    await import('#start/env')
  })
  shutDownWithin(app, started.promise)
})

try {
  await ignitor.httpServer().start()
} catch (error) {
  await explainFailure(error)
  // What was started before the failure (the embedded database) goes with the program.
  await ignitor.terminate()
  process.exit()
} finally {
  started.resolve()
}
