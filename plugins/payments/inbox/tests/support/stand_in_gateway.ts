import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import app from '@adonisjs/core/services/app'
import { isJsonObject } from '#app/support/json'
import type { GatewayName } from '#config/payments'
import type {
  Checkout,
  Fact,
  Gateway,
  Gateways,
  Order,
  ProviderRecord,
  StoredEvent,
  VerifiedEvent,
} from '#plugins/payments/gateways/gateway'

const SECRET = 'the secret of the stand-in'

/** A gateway whose events say what a test wants, with signatures as strict as the real ones. */
export class StandInGateway implements Gateway {
  readonly currencies = ['USD', 'INR']
  readonly partialRefunds = true
  /** What its events mean, by their ids; an event that is not in it is of no use. */
  readonly facts = new Map<string, readonly Fact[]>()
  /** What is true of its payments now, by their ids. */
  readonly truths = new Map<string, readonly Fact[]>()
  /** What it lists. */
  records: ProviderRecord[] = []
  /** So many readings fail from now on. */
  failures = 0
  readonly reads: string[] = []
  readonly refunds: { payment: string; amount: bigint | null; key: string }[] = []

  constructor(readonly name: GatewayName) {}

  async open(_order: Order): Promise<Checkout> {
    return { outcome: 'unavailable', reason: 'it takes no orders' }
  }

  verify(raw: string, header: (name: string) => string | undefined): VerifiedEvent | null {
    const told = Buffer.from(header('x-signature') ?? '', 'hex')
    const right = Buffer.from(signatureOf(raw), 'hex')
    if (told.length !== right.length || !timingSafeEqual(told, right)) return null
    const body: unknown = JSON.parse(raw)
    if (!isJsonObject(body)) return null
    return { eventId: String(body.id), type: String(body.type), body }
  }

  async read({ eventId }: StoredEvent): Promise<readonly Fact[]> {
    this.reads.push(eventId)
    if (this.failures > 0) {
      this.failures--
      throw new Error('The gateway does not answer')
    }
    return this.facts.get(eventId) ?? []
  }

  async look(payment: string): Promise<readonly Fact[]> {
    return this.truths.get(payment) ?? []
  }

  async refund(request: { payment: string; amount: bigint | null; key: string }) {
    this.refunds.push(request)
    return { outcome: 'refunded', refund: `re_${request.key}` } as const
  }

  async *list(since: Date): AsyncGenerator<ProviderRecord> {
    for (const record of this.records) {
      if (record.at >= since) yield record
    }
  }
}

export const signatureOf = (raw: string): string =>
  createHmac('sha256', SECRET).update(raw).digest('hex')

/** Connects these gateways and no others, until the returned function is called. */
export async function connect(...gateways: readonly Gateway[]): Promise<() => void> {
  const before = await app.container.make('gateways')
  const connected: Gateways = new Map(gateways.map((one) => [one.name, one]))
  app.container.bindValue('gateways', connected)
  return () => app.container.bindValue('gateways', before)
}

export const aPayment = () => `pay_${randomUUID()}`
export const anEvent = () => `evt_${randomUUID()}`
