/**
 * The whole program in this process (kit, plugins, jobs, the real Telegram frontend) in front of a Telegram on loopback:
 * so that its clock can be moved.
 */
import app from '@adonisjs/core/services/app'
import { DateTime, Settings } from 'luxon'
import type { Doorkeeper } from '#app/bot_kit/spaces/doorkeeper'
import { sql } from '#app/support/sql'
import telegramConfig from '#config/telegram'
import { starsAt } from '#plugins/payments/gateways/stars/index'
import { giveCoins } from '#plugins/communities/tests/support/people'
import { startTelegramEmulator, type TelegramEmulator } from '#tests/emulators/telegram/index'
import type { Person } from '#tests/emulators/telegram/people'
import { until } from '#tests/support/until'

/** Waits of the real settings would make the test slow. */
const QUICK = { pollSeconds: 5, callTimeoutSeconds: 5, outageRetryMs: [50, 100], typingDelayMs: 40 }

export interface TelegramProgram {
  telegram: TelegramEmulator
  /** Resolves when everything that was told is heard, and everything that came of it is done. */
  quiet(): Promise<void>
  stop(): Promise<void>
}

/** Starts it. One at a time in a process: settings are the process's own. */
export async function startTelegramProgram(): Promise<TelegramProgram> {
  const telegram = await startTelegramEmulator()
  Object.assign(telegramConfig, QUICK, { token: telegram.token, apiRoot: telegram.apiRoot })
  const jobs = await app.container.make('jobs')
  const bots = await app.container.make('bots')
  await takeStars(telegram)
  await jobs.start()
  await bots.start(['telegram'])
  await telegram.until('a poll', () => telegram.updates.isPolled)
  return {
    telegram,
    quiet: () =>
      until(async () => telegram.updates.pendingCount === 0 && (await areJobsDone()), {
        within: 20_000,
        what: 'everything to be done that came of it',
      }),
    async stop() {
      Settings.now = () => Date.now()
      await bots.stop()
      await jobs.stop()
      await telegram.close()
    },
  }
}

/** As where the token is in the environment: people pay in Stars. */
async function takeStars({ token, apiRoot }: TelegramEmulator): Promise<void> {
  const gateways = await app.container.make('gateways')
  if (!(gateways instanceof Map)) throw new Error('The gateways are no map')
  gateways.delete('test')
  gateways.set('stars', starsAt({ token, apiRoot }))
}

/** Jobs that wait, or run under a lease; those that are for later are passed over. */
async function areJobsDone(): Promise<boolean> {
  const waiting = await sql<{ id: string }>(
    `select id from outbox where state = 'pending' and run_at < now() + interval '2 minutes' limit 1`,
    {}
  )
  return waiting.length === 0
}

/** The program's clock is this much ahead of Telegram's from now on. */
export function moveClock(ahead: { days?: number; hours?: number; months?: number }): void {
  const real = Date.now()
  const by = DateTime.fromMillis(real, { zone: 'utc' }).plus(ahead).toMillis() - real
  Settings.now = () => Date.now() + by
}

/** Somebody who has joined the program; a creator when they are to be one. */
export async function joined(
  telegram: TelegramEmulator,
  name: string,
  role?: 'creator'
): Promise<Person> {
  const person = telegram.person({ name })
  person.says('/start')
  await person.hears('50 coins')
  if (role) {
    const identity = await app.container.make('identity')
    const found = await identity.lookUp(`telegram:${person.id}`)
    if (!found?.person) throw new Error(`${name} has not joined`)
    await identity.grantRole(found.person.id, role)
  }
  return person
}

/** Another account of somebody who has joined. */
export async function alsoTheirs(other: Person, person: Person): Promise<void> {
  const identity = await app.container.make('identity')
  const found = await identity.lookUp(`telegram:${person.id}`)
  const platformId = String(other.id)
  const displayName = other.wire.first_name
  const { account } = await identity.identify({ platform: 'telegram', platformId, displayName })
  if (!found?.person) throw new Error('They have not joined')
  await identity.attachAccount(account.id, found.person.id)
}

/** The program's hand on Telegram's doors. */
export async function doorkeeper(): Promise<Doorkeeper> {
  const keeper = await (await app.container.make('doorkeepers')).of('telegram')
  if (!keeper) throw new Error('There is a token')
  return keeper
}

/** Puts bought coins into somebody's wallet. */
export async function inHand(person: Person, coins: bigint): Promise<void> {
  if (coins === 0n) return
  const identity = await app.container.make('identity')
  const found = await identity.lookUp(`telegram:${person.id}`)
  if (!found?.person) throw new Error('They have not joined')
  await giveCoins(found.person.id, coins * 1_000n)
}
