import type { ServiceFactory } from '#app/plugin_kit/types'
import { allow, disallow } from '#plugins/personas/allowances/allow'
import { published, publishedBy } from '#plugins/personas/allowances/published'
import type { PersonasService } from '#plugins/personas/api'
import { isCareful, takeCare } from '#plugins/personas/safety/careful'
import { hearVoice } from '#plugins/personas/voice/bot/hear_voice'
import { makeForCreator, takePersonaBack } from '#plugins/personas/making/make_for_creator'

const makeService: ServiceFactory<PersonasService> = (context) => ({
  makeFor: (order) =>
    makeForCreator({ moderation: context.use('moderation'), identity: context.identity }, order),
  takeBack: takePersonaBack,
  allow,
  disallow,
  publishedBy,
  published,
  hearVoice: (ctx, request) => hearVoice({ ai: context.use('ai') }, ctx, request),
  isCareful,
  takeCare,
})

export default makeService
