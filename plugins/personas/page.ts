import i18nManager from '@adonisjs/i18n/services/main'
import type { PageModuleFactory } from '#app/plugin_kit/types'

/** Creators reach their personas and figures from the account page; everybody else, the way to become one. */
const page: PageModuleFactory = () => ({
  links({ roles }, locale) {
    const words = i18nManager.locale(locale)
    if (!roles.includes('creator'))
      return [{ label: words.t('personas.page.create'), href: '/create' }]
    return [
      { label: words.t('personas.page.mine'), href: '/personas/mine' },
      { label: words.t('personas.page.studio'), href: '/studio' },
    ]
  },
})

export default page
