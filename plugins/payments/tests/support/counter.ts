/** Where tests buy: the program's own services, with the gateways that a test brings. */
import app from '@adonisjs/core/services/app'
import { conversation } from '#app/bot_kit/testing/conversation'
import type { Frontend } from '#app/bot_kit/inbound'
import type { Account, Person } from '#app/identity/types'
import type { PluginContext } from '#app/plugin_kit/types'
import { sql } from '#app/support/sql'
import type { Gateway } from '#plugins/payments/gateways/gateway'
import { workEvent } from '#plugins/payments/inbox/actions/work_event'
import payments from '#plugins/payments/plugin'
import { servicesOf, type PaymentsServices } from '#plugins/payments/services'

export async function paymentsContext(): Promise<PluginContext> {
  return (await app.container.make('plugins')).contextOf(payments)
}

/** The payments' services with these gateways alone. */
export async function servicesWith(...gateways: readonly Gateway[]): Promise<PaymentsServices> {
  const connected = new Map(gateways.map((gateway) => [gateway.name, gateway]))
  return { ...servicesOf(await paymentsContext()), gateways: () => Promise.resolve(connected) }
}

export interface Buyer {
  person: Person
  account: Account
  /** The platform's id of the account. */
  platformId: string
}

/** Somebody new who joined by a frontend. */
export async function buyerOn(frontend: Frontend, platformId?: string): Promise<Buyer> {
  const fan = await conversation.fan({ frontend, platformId })
  const { account } = await fan.identified()
  const identity = await app.container.make('identity')
  const { person } = await identity.join(account.id)
  return { person, account: { ...account, personId: person.id }, platformId: fan.platformId }
}

/** The newest event in the inbox: what comes later has a higher number. */
export async function inboxMark(): Promise<bigint> {
  const [row] = await sql<{ mark: bigint }>(
    'select coalesce(max(id), 0) as mark from payments_events',
    {}
  )
  return row?.mark ?? 0n
}

/** Has every new event of a gateway worked on, as the job does; returns how many there were. */
export async function workInbox(
  services: PaymentsServices,
  provider: string,
  after: bigint
): Promise<number> {
  const events = await sql<{ id: bigint }>(
    `select id from payments_events
     where provider = :provider and state = 'new' and id > :after order by id`,
    { provider, after }
  )
  for (const { id } of events) await workEvent(services, { eventId: id, attempt: 1 })
  return events.length
}

/** Has every event that names this text worked on once more, as an admin's replay does. */
export async function replayInbox(
  services: PaymentsServices,
  provider: string,
  naming: string
): Promise<number> {
  const events = await sql<{ id: bigint }>(
    `update payments_events set state = 'new'
     where provider = :provider and position(:naming in body::text) > 0 returning id`,
    { provider, naming }
  )
  for (const { id } of events) await workEvent(services, { eventId: id, attempt: 1 })
  return events.length
}
