import type { HttpContext } from '@adonisjs/core/http'
import { problem } from '#app/support/problem'
import { webhooksTotal } from '#app/health/metrics'
import { GATEWAYS } from '#config/payments'
import { takeEvent } from '#plugins/payments/inbox/take_event'
import type { PaymentsServices } from '#plugins/payments/services'

/**
 * Takes the gateways' webhooks: the event is kept before it is acknowledged, and worked on afterwards. There is
 * neither session nor CSRF check: the signature over the raw body says who sends it. When the database is away the
 * answer is 503, and the gateway sends the event again.
 */
export class WebhookController {
  constructor(private readonly services: PaymentsServices) {}

  async handle(ctx: HttpContext): Promise<void> {
    const { request, response, params } = ctx
    const name = GATEWAYS.find((known) => known === params.gateway)
    const gateway = name && (await this.services.gateways()).get(name)
    if (!gateway?.verify) {
      const detail = 'This gateway is not connected here.'
      return problem(ctx, { status: 404, code: 'unknown_gateway', detail })
    }
    const event = gateway.verify(request.raw() ?? '', (header) => request.header(header))
    if (!event) {
      webhooksTotal.inc({ provider: gateway.name, outcome: 'wrong_signature' })
      const detail = 'The signature does not belong to this body.'
      return problem(ctx, { status: 400, code: 'wrong_signature', detail })
    }
    const outcome = await takeEvent(this.services, { provider: gateway.name, ...event })
    webhooksTotal.inc({ provider: gateway.name, outcome })
    response.status(200).send({ received: true })
  }
}
