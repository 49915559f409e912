import type { ApplicationService } from '@adonisjs/core/types'
import i18nManager from '@adonisjs/i18n/services/main'
import paymentsConfig from '#config/payments'
import { StripeGateway } from '#plugins/payments/gateways/stripe/stripe_gateway'

/** Stripe, where its settings are there. */
export async function makeStripe(_app: ApplicationService): Promise<StripeGateway | null> {
  const { secretKey, webhookSecret, apiBase } = paymentsConfig.stripe
  if (!secretKey || !webhookSecret) return null
  return stripeGateway({ secretKey, webhookSecret, apiBase })
}

/** Stripe with settings; fans come back to the shop's pages. */
export function stripeGateway(settings: {
  secretKey: string
  webhookSecret: string
  apiBase: string
}): StripeGateway {
  const { appUrl } = paymentsConfig
  return new StripeGateway({
    settings,
    returns: ({ id, sale }) => ({
      success: `${appUrl}/buy/done?order=${id}`,
      cancel: `${appUrl}/${sale === null ? 'buy' : 'account'}`,
    }),
    label: (locale) => i18nManager.locale(locale).t('payments.stripe.pay'),
  })
}
