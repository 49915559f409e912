/** Stripe beside the whole program: the real SDK against its emulator, what it tells over HTTP, and the operator's panel. */
import { getActiveTestOrFail } from '@japa/runner'
import type { Frontend } from '#app/bot_kit/inbound'
import paymentsConfig from '#config/payments'
import { gatewayOn } from '#plugins/payments/gateways/stripe/tests/support/counter'
import { connect } from '#plugins/payments/inbox/tests/support/stand_in_gateway'
import { startStripeEmulator, type StripeEmulator } from '#tests/emulators/stripe/index'
import { WebVisitor } from '#tests/support/web_visitor'

const WEBHOOK = `http://${process.env.HOST}:${process.env.PORT}/webhooks/stripe`

export class StripeTill {
  private constructor(
    readonly stripe: StripeEmulator,
    private readonly operator: WebVisitor
  ) {}

  /** Until the test ends, Stripe takes what is paid here, as an operator may choose in `config/payments.ts`. */
  static async opens(frontend: Frontend): Promise<StripeTill> {
    const stripe = await startStripeEmulator()
    const disconnect = await connect(gatewayOn(stripe))
    const { [frontend]: before } = paymentsConfig.offered
    paymentsConfig.offered[frontend] = ['stripe']
    getActiveTestOrFail().cleanup(async () => {
      paymentsConfig.offered[frontend] = before
      disconnect()
      await stripe.close()
    })
    return new StripeTill(stripe, await WebVisitor.arrives('admin'))
  }

  /** Somebody pays on Stripe's page. Gives Stripe's id of the payment. */
  async isPaid(page: string): Promise<string> {
    this.stripe.deeds.pay(page)
    await this.tells()
    const intent = this.stripe.world.intents.all().at(-1)
    if (!intent) throw new Error('Nothing was paid')
    return intent.id
  }

  /** Stripe tells what happened since the last time: each event twice, the newest first. */
  async tells(): Promise<void> {
    const order = <T>(events: T[]): T[] => events.toReversed()
    const statuses = await this.stripe.deliver({ to: WEBHOOK, copies: 2, order })
    const wrong = statuses.find((status) => status !== 200)
    if (statuses.length === 0 || wrong !== undefined) throw new Error(`It answered ${wrong}`)
  }

  /** The operator gives a payment back in the panel: all of it, or so much. */
  async refunds(paymentId: string, amount = ''): Promise<void> {
    const page = `/admin/payments/${paymentId}`
    await this.operator.get(page)
    const form = { amount, reason: 'asked for', sure: 'yes' }
    const answer = await this.operator.post(`${page}/refund`, form)
    if (answer.status !== 302) throw new Error(`The panel refused: ${await answer.text()}`)
    await this.tells()
  }
}
