/*
 * `node ace …`. The `serve` command is the web server's own entry point, since an ace command lives in
 * the console environment and cannot turn itself into a web server.
 */
import 'reflect-metadata'
import { Ignitor } from '@adonisjs/core'
import { explainFailure } from '#start/explain_failure'
import { importFromRoot, APP_ROOT } from '#start/root'

if (process.argv[2] === 'serve' && !process.argv.includes('--help')) {
  await import('#bin/server')
} else {
  await new Ignitor(APP_ROOT, { importer: importFromRoot })
    .tap((app) => {
      app.booting(async () => {
        await import('#start/env')
      })
      app.listen('SIGTERM', () => app.terminate())
    })
    .ace()
    .handle(process.argv.splice(2))
    .catch(explainFailure)
}
