/** The program inside a process that a test or a benchmark started for it. */
import 'reflect-metadata'
import { Ignitor } from '@adonisjs/core'
import type { ApplicationService } from '@adonisjs/core/types'
import { APP_ROOT, importFromRoot } from '#start/root'

/** Boots all of it, by this process's environment. */
export async function bootHere(): Promise<ApplicationService> {
  const app = new Ignitor(APP_ROOT, { importer: importFromRoot })
    .tap((program) => {
      program.booting(async () => {
        await import('#start/env')
      })
    })
    .createApp('console')
  await app.init()
  await app.boot()
  await app.start(async () => undefined)
  return app
}
