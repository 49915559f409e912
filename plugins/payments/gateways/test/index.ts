import type { ApplicationService } from '@adonisjs/core/types'
import i18nManager from '@adonisjs/i18n/services/main'
import { Wording } from '#app/bot_kit/wording'
import paymentsConfig from '#config/payments'
import { TestGateway } from '#plugins/payments/gateways/test/test_gateway'

/** The test gateway, in development without a real one for the web. */
export async function makeTestGateway(_app: ApplicationService): Promise<TestGateway | null> {
  if (!paymentsConfig.test.enabled) return null
  const wording = new Wording(i18nManager)
  return new TestGateway(paymentsConfig.appUrl, (locale) =>
    wording.in(locale).t('payments.test.open')
  )
}
