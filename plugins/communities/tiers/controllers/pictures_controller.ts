import type { HttpContext } from '@adonisjs/core/http'
import { isId } from '#plugins/communities/queries/find_community'
import { findPicture } from '#plugins/communities/tiers/pictures'

/** An address shows the same picture for ever, seconds. */
const FOR_EVER = 365 * 24 * 60 * 60

/** Tiers' pictures, for whoever knows the address: platforms and caches fetch it, without a session. */
export default class PicturesController {
  async show({ params, request, response }: HttpContext) {
    const id = String(params.id)
    const picture = isId(id) ? await findPicture(id) : null
    if (!picture) return response.notFound('')
    const etag = `"${id}"`
    response.header('ETag', etag)
    response.header('Cache-Control', `public, max-age=${FOR_EVER}, immutable`)
    response.header('X-Content-Type-Options', 'nosniff')
    response.header('Content-Security-Policy', "default-src 'none'")
    if (request.header('if-none-match') === etag) return response.status(304).send(null)
    response.header('Content-Type', picture.mediaType)
    return response.send(picture.content)
  }
}
