import { BaseCommand, flags } from '@adonisjs/core/ace'

/** `moderation:reports`: what people reported and nobody has looked at. */
export default class ModerationReports extends BaseCommand {
  static override commandName = 'moderation:reports'
  static override description = 'List the reports that are open, oldest first'
  static override options = { startApp: true }

  @flags.boolean({ description: 'Print one JSON object on stdout' })
  declare json: boolean

  override async run(): Promise<void> {
    const plugins = await this.app.container.make('plugins')
    const reports = await plugins.use('moderation').openReports()
    if (this.json) {
      process.stdout.write(`${JSON.stringify({ reports })}\n`)
      return
    }
    if (reports.length === 0) process.stdout.write('No report is open.\n')
    for (const { id, at, kind, subjectId, reason, words, excerpt } of reports) {
      process.stdout.write(`${at.toISOString()}  ${id}  ${kind} ${subjectId}: ${reason}\n`)
      for (const line of [words, excerpt]) {
        if (line !== '') process.stdout.write(`    ${JSON.stringify(line)}\n`)
      }
    }
  }
}
