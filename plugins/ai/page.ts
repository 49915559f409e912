import i18nManager from '@adonisjs/i18n/services/main'
import type { PageModuleFactory } from '#app/plugin_kit/types'

/** Every page says so while no AI server is connected. */
const page: PageModuleFactory = (context) => ({
  notices: async (locale) =>
    context.use('ai').demo ? [i18nManager.locale(locale).t('ai.page.demo')] : [],
})

export default page
