/** The program's process: all of it behind grammY, on a database that it prepares. */
import 'reflect-metadata'
import { Ignitor } from '@adonisjs/core'
import { APP_ROOT, importFromRoot } from '#start/root'

/** Coins that no benchmark can spend, millicoins. */
const FUND = 1_000_000_000n

const app = new Ignitor(APP_ROOT, { importer: importFromRoot })
  .tap((application) => {
    application.booting(async () => {
      await import('#start/env')
    })
  })
  .createApp('console')
await app.init()
await app.boot()
await app.start(async () => undefined)

const { default: ace } = await import('@adonisjs/core/services/ace')
await ace.boot()
for (const [command, ...args] of [['migration:run', '--force'], ['demo:seed']] as const) {
  const { exitCode } = await ace.exec(command, args)
  if (exitCode !== 0) throw new Error(`${command} failed`)
}
await (await app.container.make('bots')).start(['telegram'])

/** Makes people of Telegram users, and gives them the coins. */
async function enrich(platformIds: readonly string[]): Promise<void> {
  const identity = await app.container.make('identity')
  const ledger = (await app.container.make('plugins')).use('ledger')
  for (const platformId of platformIds) {
    const sighting = { platform: 'telegram', platformId, displayName: 'Ana' } as const
    const { account } = await identity.identify(sighting)
    const { person } = await identity.join(account.id)
    await ledger.transfer({
      key: `bench:${person.id}`,
      memo: { key: 'ledger.memo.welcome' },
      legs: [
        { account: { kind: 'system', name: 'sales' }, amount: -FUND },
        { account: { kind: 'wallet', personId: person.id, bucket: 'purchased' }, amount: FUND },
      ],
    })
  }
}

process.on('message', (platformIds: string[]) => {
  enrich(platformIds).then(
    () => process.send?.('enriched'),
    (error: unknown) => process.send?.(String(error))
  )
})
process.once('disconnect', () => process.exit(0))
process.send?.('taking updates')
