import { BaseCommand, flags } from '@adonisjs/core/ace'

/** `payments:reconcile`: compares the gateways' own lists with the books now; exits with 1 where something differs. */
export default class PaymentsReconcile extends BaseCommand {
  static override commandName = 'payments:reconcile'
  static override description = 'Compare the gateways’ own lists of payments with the books'
  static override options = { startApp: true }

  @flags.string({ description: 'Begin here (2026-11-01); by default where the last run began' })
  declare since: string | undefined

  @flags.boolean({ description: 'Print one JSON object on stdout' })
  declare json: boolean

  override async run(): Promise<void> {
    const since = this.since === undefined ? undefined : new Date(this.since)
    if (since && Number.isNaN(since.getTime())) {
      this.logger.error('--since should be a date, for instance 2026-11-01')
      this.exitCode = 1
      return
    }
    const { reconcileGateway } =
      await import('#plugins/payments/reconciliation/actions/reconcile_gateway')
    const { paymentsServices } = await import('#plugins/payments/services')
    const services = await paymentsServices()
    const results = []
    const { signal } = new AbortController()
    for (const gateway of (await services.gateways()).keys()) {
      results.push(await reconcileGateway(services, { gateway, since, signal }))
    }
    const differs = results.some((one) => one.outcome === 'done' && one.open > 0)
    this.exitCode = differs ? 1 : 0
    if (this.json) {
      process.stdout.write(`${JSON.stringify({ ok: !differs, gateways: results })}\n`)
      return
    }
    if (results.length === 0) process.stdout.write('No gateway is connected\n')
    for (const one of results) {
      process.stdout.write(
        one.outcome === 'done'
          ? `${one.open === 0 ? 'ok    ' : 'DIFFERS'} ${one.gateway}: ${one.records} lines since ` +
              `${one.since.toISOString()}, ${one.repaired} repaired, ${one.open} open differences\n`
          : `busy   ${one.gateway}: another process is at it\n`
      )
    }
  }
}
