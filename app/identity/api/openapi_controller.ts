import type { HttpContext } from '@adonisjs/core/http'
import { describeApi } from '#app/identity/api/openapi'

/** The description of the API, for those who write programs against it. */
export default class OpenApiController {
  async show({ response }: HttpContext) {
    response.header('Cache-Control', 'public, max-age=300')
    return response.json(await describeApi())
  }
}
