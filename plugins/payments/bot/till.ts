import logger from '@adonisjs/core/services/logger'
import i18nManager from '@adonisjs/i18n/services/main'
import type { Till } from '#app/bot_kit/payments'
import { Wording } from '#app/bot_kit/wording'
import { GATEWAYS, type GatewayName } from '#config/payments'
import { mayPay } from '#plugins/payments/gateways/stars/may_pay'
import { takeEvent } from '#plugins/payments/inbox/take_event'
import type { PaymentsServices } from '#plugins/payments/services'

/** Where the frontends bring what their platform says about money. */
export function makeTill(services: PaymentsServices): Till {
  return {
    async mayPay(request) {
      const words = new Wording(i18nManager).in(request.locale)
      try {
        const answer = await mayPay(services, request)
        if (answer.outcome === 'may_pay') return { outcome: 'go_on' }
        return { outcome: 'refused', text: words.t(`payments.stars.may_not.${answer.reason}`) }
      } catch (error) {
        // The database is away, for one. Money that nobody could give coins for is not taken.
        logger.error({ err: error }, 'a payment was refused, since its order could not be read')
        return { outcome: 'refused', text: words.t('payments.stars.may_not.unavailable') }
      }
    },

    async take({ provider, id, type, body }) {
      const gateway = gatewayOf(provider)
      await takeEvent(services, { provider: gateway, eventId: id, type, body })
    },
  }
}

function gatewayOf(provider: string): GatewayName {
  const gateway = GATEWAYS.find((name) => name === provider)
  if (!gateway) throw new Error(`A platform brings money of an unknown gateway: ${provider}`)
  return gateway
}
