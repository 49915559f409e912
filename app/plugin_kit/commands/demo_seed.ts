import { BaseCommand } from '@adonisjs/core/ace'

/** `demo:seed`: demonstration data of every plugin; running it again changes nothing. */
export default class DemoSeed extends BaseCommand {
  static override commandName = 'demo:seed'
  static override description = 'Write the demonstration data of every plugin'
  static override options = { startApp: true }

  override async run(): Promise<void> {
    const { seedDemo } = await import('#database/demo')
    const registry = await this.app.container.make('plugins')
    const seeded = await seedDemo(registry)
    this.logger.success(`Demonstration data is there: ${seeded.join(', ') || 'no plugin has any'}`)
  }
}
