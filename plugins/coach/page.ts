import i18nManager from '@adonisjs/i18n/services/main'
import type { PageModuleFactory } from '#app/plugin_kit/types'

/** Creators reach their coach from the account page. */
const page: PageModuleFactory = () => ({
  links({ roles }, locale) {
    if (!roles.includes('creator')) return []
    return [{ label: i18nManager.locale(locale).t('coach.web.link'), href: '/coach' }]
  },
})

export default page
