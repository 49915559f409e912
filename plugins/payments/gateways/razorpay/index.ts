import type { ApplicationService } from '@adonisjs/core/types'
import i18nManager from '@adonisjs/i18n/services/main'
import paymentsConfig from '#config/payments'
import { RazorpayGateway } from '#plugins/payments/gateways/razorpay/razorpay_gateway'

/** Razorpay, where its settings are there. */
export async function makeRazorpay(_app: ApplicationService): Promise<RazorpayGateway | null> {
  const { keyId, keySecret, webhookSecret, apiBase } = paymentsConfig.razorpay
  if (!keyId || !keySecret || !webhookSecret) return null
  return new RazorpayGateway({
    settings: {
      keyId,
      keySecret,
      webhookSecret,
      apiBase,
      timeout: paymentsConfig.callTimeoutMs,
    },
    payPage: (order) => ({
      label: i18nManager.locale(order.locale).t('payments.razorpay.pay'),
      url: `${paymentsConfig.appUrl}/pay/razorpay/${order.id}`,
    }),
  })
}
