/** The program inside a process that is measured. */
import type { ApplicationService } from '@adonisjs/core/types'
import type { AccountPlatform } from '#app/identity/types'
import { bootHere } from '#tests/support/boot'

/** Coins that no benchmark can spend, millicoins. */
const FUND = 1_000_000_000n

/** Boots all of it on the database of the environment, whose tables it makes. */
export async function bootProgram(options: { demo?: boolean } = {}): Promise<ApplicationService> {
  const app = await bootHere()
  const { default: ace } = await import('@adonisjs/core/services/ace')
  await ace.boot()
  const commands: [string, string[]][] = [['migration:run', ['--force']]]
  if (options.demo) commands.push(['demo:seed', []])
  for (const [command, args] of commands) {
    const { exitCode } = await ace.exec(command, args)
    if (exitCode !== 0) throw new Error(`${command} failed`)
  }
  return app
}

/** Makes people of a platform's accounts, and gives them the coins. */
export async function enrich(
  app: ApplicationService,
  platform: AccountPlatform,
  platformIds: readonly string[]
): Promise<void> {
  const identity = await app.container.make('identity')
  const ledger = (await app.container.make('plugins')).use('ledger')
  for (const platformId of platformIds) {
    const { account } = await identity.identify({ platform, platformId, displayName: 'Ana' })
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
