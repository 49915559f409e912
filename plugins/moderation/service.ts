import i18nManager from '@adonisjs/i18n/services/main'
import type { ServiceFactory } from '#app/plugin_kit/types'
import { askServer, checkText } from '#plugins/moderation/actions/check_text'
import { takeReport } from '#plugins/moderation/actions/take_report'
import type { ModerationService } from '#plugins/moderation/api'
import { crisisHelp } from '#plugins/moderation/crisis/crisis_help'
import { openReports } from '#plugins/moderation/queries/open_reports'
import { judgeByRules } from '#plugins/moderation/rules/judge'

const makeService: ServiceFactory<ModerationService> = (context) => ({
  checkNow: (request) => judgeByRules(request),
  check: (request) => checkText(context.use('ai'), request),
  checkByServer: (request) => askServer(context.use('ai'), request),
  crisisHelp: (locale, place) => {
    const spoken = i18nManager.getSupportedLocaleFor([locale]) ?? i18nManager.defaultLocale
    const i18n = i18nManager.locale(spoken)
    return crisisHelp(locale, place, (key, data) => i18n.t(key, data))
  },
  report: async (report) => {
    const database = await context.app.container.make('lucid.db')
    return takeReport(database, report)
  },
  openReports: async () => openReports(await context.app.container.make('lucid.db')),
})

export default makeService
