import { args, BaseCommand, flags } from '@adonisjs/core/ace'

/** `ledger:balance PERSON`: what a person has. */
export default class LedgerBalance extends BaseCommand {
  static override commandName = 'ledger:balance'
  static override description = 'Show what a person has, in coins'
  static override options = { startApp: true }

  @args.string({
    description: 'telegram:ID, discord:ID, web:ID, email:ADDRESS or an internal id',
  })
  declare person: string

  @flags.boolean({ description: 'Print one JSON object on stdout, amounts in millicoins' })
  declare json: boolean

  override async run(): Promise<void> {
    const { formatCoinNumber } = await import('#app/support/coins')
    const { toJson } = await import('#plugins/ledger/support/json')
    const identity = await this.app.container.make('identity')
    const found = await identity.lookUp(this.person)
    if (!found?.person) {
      this.exitCode = 1
      const reason = found ? 'is a guest, who has no wallet' : 'is nobody we know'
      if (this.json)
        process.stdout.write(`${toJson({ error: 'not_found', person: this.person })}\n`)
      process.stderr.write(`${this.person} ${reason}\n`)
      return
    }
    const { person } = found
    const plugins = await this.app.container.make('plugins')
    const balance = await plugins.use('ledger').balance(person.id)
    if (this.json) {
      process.stdout.write(`${toJson({ personId: person.id, unit: 'millicoin', ...balance })}\n`)
      return
    }
    const coins = (amount: bigint): string => formatCoinNumber(amount, 'en')
    const lines = [
      ['available', balance.available],
      ...Object.entries(balance.buckets).map(([name, amount]) => [`  ${name}`, amount] as const),
      ['held', balance.held],
      ['owed', balance.owed],
      ['received so far', balance.lifetimeReceived],
      ['spent so far', balance.lifetimeSpent],
      ...Object.entries(balance.earnings).map(
        ([name, amount]) => [`earnings, ${name}`, amount] as const
      ),
    ] as const
    process.stdout.write(`${person.displayName} (${person.id})\n`)
    for (const [name, amount] of lines)
      process.stdout.write(`${name.padEnd(20)} ${coins(amount)}\n`)
  }
}
