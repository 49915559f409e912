import { BaseCommand } from '@adonisjs/core/ace'

/** `jobs:work`: relays the outbox and runs jobs until it is told to stop. */
export default class JobsWork extends BaseCommand {
  static override commandName = 'jobs:work'
  static override description = 'Run jobs: the outbox, schedules and whatever plugins queue'
  static override options = { startApp: true, staysAlive: true }

  override async run(): Promise<void> {
    const { shutDownWithin } = await import('#start/shutdown')
    shutDownWithin(this.app)
    await (await this.app.container.make('jobs')).start()
    this.logger.info('Jobs are running')
  }
}
