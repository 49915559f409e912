import type { ServiceFactory } from '#app/plugin_kit/types'
import { allow, disallow } from '#plugins/personas/allowances/allow'
import { published, publishedBy } from '#plugins/personas/allowances/published'
import type { PersonasService } from '#plugins/personas/api'
import { makeForCreator, takePersonaBack } from '#plugins/personas/making/make_for_creator'

const makeService: ServiceFactory<PersonasService> = (context) => ({
  makeFor: (order) =>
    makeForCreator({ moderation: context.use('moderation'), identity: context.identity }, order),
  takeBack: takePersonaBack,
  allow,
  disallow,
  publishedBy,
  published,
})

export default makeService
