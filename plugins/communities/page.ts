import i18nManager from '@adonisjs/i18n/services/main'
import type { PageModuleFactory } from '#app/plugin_kit/types'

/** Creators reach their communities from the account page. */
const page: PageModuleFactory = () => ({
  links({ roles }, locale) {
    if (!roles.includes('creator')) return []
    const label = i18nManager.locale(locale).t('communities.everyday.web.title')
    return [{ label, href: '/my/communities' }]
  },
})

export default page
