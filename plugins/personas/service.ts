import type { ServiceFactory } from '#app/plugin_kit/types'
import { allow, disallow } from '#plugins/personas/allowances/allow'
import { published, publishedBy } from '#plugins/personas/allowances/published'
import type { PersonasService } from '#plugins/personas/api'

const makeService: ServiceFactory<PersonasService> = () => ({
  allow,
  disallow,
  publishedBy,
  published,
})

export default makeService
