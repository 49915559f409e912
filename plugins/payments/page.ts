import i18nManager from '@adonisjs/i18n/services/main'
import type { PageModuleFactory } from '#app/plugin_kit/types'

/** The shop is beside every balance; receipts, limits and a creator's earnings are on the account page. */
const page: PageModuleFactory = ({ app }) => ({
  moreCoins: (locale) => ({
    label: i18nManager.locale(locale).t('payments.shop.title'),
    href: '/buy',
  }),
  async links({ roles }, locale) {
    const words = i18nManager.locale(locale)
    const takesCards = (await app.container.make('gateways')).has('stripe')
    return [
      ...(roles.includes('creator')
        ? [{ label: words.t('payments.payouts.title'), href: '/earnings' }]
        : []),
      { label: words.t('payments.receipts.title'), href: '/receipts' },
      { label: words.t('payments.limits.title'), href: '/limits' },
      ...(takesCards ? [{ label: words.t('payments.top_ups.web.title'), href: '/top-ups' }] : []),
    ]
  },
})

export default page
