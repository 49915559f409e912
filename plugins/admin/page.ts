import i18nManager from '@adonisjs/i18n/services/main'
import type { PageModuleFactory } from '#app/plugin_kit/types'
import { adminPagesFor } from '#app/web_kit/admin'

/** Whoever has a page in the panel reaches it from the account page. */
const page: PageModuleFactory = () => ({
  async links({ roles }, locale) {
    if ((await adminPagesFor(roles)).length === 0) return []
    return [{ label: i18nManager.locale(locale).t('admin.page.link'), href: '/admin' }]
  },
})

export default page
