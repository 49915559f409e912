import { BaseCommand, flags } from '@adonisjs/core/ace'

/** `communities:repair`: compares who should be in with who is, now, and puts it right. */
export default class CommunitiesRepair extends BaseCommand {
  static override commandName = 'communities:repair'
  static override description = 'Compare who should be in communities’ spaces with who is'
  static override options = { startApp: true }

  @flags.string({ description: 'Only this community: its id, or its short name in links' })
  declare community: string | undefined

  @flags.boolean({ description: 'Print one JSON object on stdout' })
  declare json: boolean

  override async run(): Promise<void> {
    const { repairNow } = await import('#plugins/communities/access/actions/repair_now')
    const { communitiesServices } = await import('#plugins/communities/services')
    const runs = await repairNow(await communitiesServices(), this.community ?? null)
    if (runs === null) {
      this.logger.error(`There is no community ${this.community}`)
      this.exitCode = 1
      return
    }
    const ok = runs.every(({ phase }) => phase === 'done')
    this.exitCode = ok ? 0 : 1
    if (this.json) {
      process.stdout.write(`${JSON.stringify({ ok, spaces: runs })}\n`)
      return
    }
    if (runs.length === 0) process.stdout.write('No space is connected\n')
    for (const run of runs) {
      const how = run.phase === 'done' ? 'ok     ' : run.phase === 'failed' ? 'FAILED ' : 'WAITING'
      process.stdout.write(
        `${how} ${run.space}: ${run.seen} seen with ${run.calls} calls, ${run.letIn} let in, ${run.putOut} put out, ` +
          `${run.outsiders} inside without having paid${run.failure ? `; ${run.failure}` : ''}\n`
      )
    }
  }
}
