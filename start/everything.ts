/*
 * What `serve --all` (and so `npm start`) does around the web server: before it, the tables and the
 * demonstration data; after it, the words that tell a person where to go.
 */
import { setTimeout as wait } from 'node:timers/promises'
import type { ApplicationService } from '@adonisjs/core/types'
import type { BotHouse } from '#app/bot_kit/house'

/** The banner waits so long for bots that are connecting, milliseconds. */
const CONNECT_MS = 5_000

/** Whether this process is the whole program. */
export const runsEverything = (argv: readonly string[] = process.argv): boolean =>
  argv.includes('--all')

/** Brings the tables up to date and writes the demonstration data; both change nothing the second time. */
export async function prepareDatabase(app: ApplicationService): Promise<void> {
  const { MigrationRunner } = await import('@adonisjs/lucid/migration')
  const { seedDemo } = await import('#database/demo')
  const db = await app.container.make('lucid.db')
  const migrator = new MigrationRunner(db, app, { direction: 'up', dryRun: false })
  await migrator.run()
  if (migrator.error) throw migrator.error
  await seedDemo(await app.container.make('plugins'))
}

/** Tells where the program is, how to administer it, and which bots run. */
export async function greet(app: ApplicationService): Promise<void> {
  const { appUrl } = await import('#config/app')
  const { adminLink } = await import('#app/identity/admin_link')
  const { url, expiresAt } = await adminLink(app)
  const bots = await settledStatus(await app.container.make('bots'))
  const registry = await app.container.make('plugins')
  const until = expiresAt.toLocaleTimeString('en', { timeStyle: 'short', hour12: false })
  const lines = [
    'Greenroom is ready.',
    '',
    `  Open             ${appUrl}`,
    `  Admin sign-in    ${url}`,
    `                   (works once, until ${until}; a new one at every start)`,
    `  Telegram bot     ${botLine(bots.telegram, 'TELEGRAM_BOT_TOKEN')}`,
    `  Discord bot      ${botLine(bots.discord, 'DISCORD_BOT_TOKEN')}`,
    `  Models           ${modelLine(registry)}`,
    `  Payments         ${await paymentLine(registry)}`,
  ]
  process.stdout.write(`\n${lines.join('\n')}\n\n`)
}

/** What became of the bots, once none is still connecting or their time is up. */
async function settledStatus(house: BotHouse): Promise<ReturnType<BotHouse['status']>> {
  for (const deadline = Date.now() + CONNECT_MS; Date.now() < deadline; await wait(50)) {
    if (!Object.values(house.status()).includes('starting')) break
  }
  return house.status()
}

function botLine(status: string, variable: string): string {
  switch (status) {
    case 'ready':
      return 'running'
    case 'off':
      return `off (set ${variable} in .env and start again)`
    default:
      return `${status} (it keeps trying; the log says why)`
  }
}

async function paymentLine(registry: {
  has(name: string): boolean
  use(name: 'payments'): { connected(): Promise<readonly string[]> }
}): Promise<string> {
  if (!registry.has('payments')) return 'none'
  const connected = await registry.use('payments').connected()
  if (connected.length === 0) return 'none (set STRIPE_SECRET_KEY or RAZORPAY_KEY_ID in .env)'
  return connected.includes('test')
    ? `${connected.join(', ')} (test: nobody pays; it is there on your own machine alone)`
    : connected.join(', ')
}

function modelLine(registry: { has(name: string): boolean; use(name: 'ai'): { demo: boolean } }) {
  if (!registry.has('ai')) return 'none'
  return registry.use('ai').demo
    ? 'demo (no network; set OPENAI_API_KEY or OPENAI_BASE_URL in .env for a real one)'
    : 'connected'
}
