/* Every `node ace` command but `serve`. */
import 'reflect-metadata'
import { Ignitor } from '@adonisjs/core'
import { explainFailure } from '#start/explain_failure'
import { importFromRoot, APP_ROOT } from '#start/root'

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
