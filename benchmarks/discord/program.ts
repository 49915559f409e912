/** The program's process: all of it behind discord.js, without Discord's own limit on requests per second. */
import 'reflect-metadata'
import { Ignitor } from '@adonisjs/core'
import { APP_ROOT, importFromRoot } from '#start/root'

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
for (const command of ['migration:run', 'demo:seed']) {
  const done = await ace.exec(command, command === 'migration:run' ? ['--force'] : [])
  if (done.exitCode !== 0) throw new Error(`${command} failed`)
}

const { default: settings } = await import('#config/discord')
const { discordFrontend } = await import('#bots/discord/frontend')
const { context } = await app.container.make('bots')
await discordFrontend({ ...settings, globalRequestsPerSecond: Infinity })(context).start()

/** Makes people of Discord users, with coins that no benchmark can spend. */
async function enrich(platformIds: readonly string[]): Promise<void> {
  const identity = await app.container.make('identity')
  const ledger = (await app.container.make('plugins')).use('ledger')
  for (const platformId of platformIds) {
    const sighting = { platform: 'discord', platformId, displayName: 'Fan' } as const
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
    () => process.send?.('bench:enriched'),
    (error: unknown) => process.send?.(`bench:${String(error)}`)
  )
})
process.once('disconnect', () => process.exit(0))
process.send?.('bench:ready')
