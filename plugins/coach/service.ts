import type { ServiceFactory } from '#app/plugin_kit/types'
import { Wording } from '#app/bot_kit/wording'
import type { CoachService } from '#plugins/coach/api'
import { stopRunningAnswers } from '#plugins/coach/conversation/running_answers'
import { readProgrammes } from '#plugins/coach/programme/programmes'

/** Reads the programmes: one with a mistake stops the start, and says which mistake it is. Answers end with the process. */
const makeService: ServiceFactory<CoachService> = async ({ app }) => {
  app.terminating(stopRunningAnswers)
  const { locales } = new Wording(await app.container.make('i18n'))
  return { programmes: await readProgrammes(locales) }
}

export default makeService
