import type { ApplicationService } from '@adonisjs/core/types'
import i18nManager from '@adonisjs/i18n/services/main'
import paymentsConfig from '#config/payments'
import telegramConfig from '#config/telegram'
import { StarsClient } from '#plugins/payments/gateways/stars/client'
import { StarsGateway } from '#plugins/payments/gateways/stars/stars_gateway'

/** Stars, where there is a Telegram bot to take them. */
export async function makeStars(_app: ApplicationService): Promise<StarsGateway | null> {
  const { token, apiRoot } = telegramConfig
  return token === undefined ? null : starsAt({ token, apiRoot })
}

/** Stars of a bot. */
export function starsAt(bot: { token: string; apiRoot: string }): StarsGateway {
  return new StarsGateway(
    new StarsClient({ ...bot, timeoutMs: paymentsConfig.callTimeoutMs }),
    (order) => i18nManager.locale(order.locale).t('payments.stars.subscribe.open')
  )
}
