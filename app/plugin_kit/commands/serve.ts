import { BaseCommand, flags } from '@adonisjs/core/ace'

/** Listed for `node ace list`; `bin/console.ts` hands it to the web server's entry point. */
export default class Serve extends BaseCommand {
  static override commandName = 'serve'
  static override description =
    'Start the web server; with --all also jobs and every bot that has a token'
  static override options = { allowUnknownFlags: true }

  @flags.boolean({ description: 'Everything in this one process' })
  declare all: boolean

  override async run(): Promise<void> {
    await import('#bin/server')
  }
}
