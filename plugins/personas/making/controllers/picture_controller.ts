import type { HttpContext } from '@adonisjs/core/http'
import { CardError } from '#plugins/personas/cards/card_error'
import { plainPicture } from '#plugins/personas/cards/plain_picture'
import { problemText } from '#plugins/personas/making/bot/import_words'
import { isPictureVersion } from '#plugins/personas/making/artwork'
import { publicPicture } from '#plugins/personas/making/public_picture'
import { pictureTrouble } from '#plugins/personas/making/picture_words'
import { setPicture } from '#plugins/personas/making/set_picture'
import { makingServices, personaHere } from '#plugins/personas/making/web/creator_here'
import { readFormFile } from '#plugins/personas/making/web/read_file'

/** An address with a version shows the same picture for ever, seconds. */
const FOR_EVER = 365 * 24 * 60 * 60
const A_WHILE = 5 * 60

/** The pictures of personas. */
export default class PictureController {
  /** Anyone may see a published one's; the others' addresses hold something that nobody guesses. */
  async show(ctx: HttpContext) {
    const { request, response } = ctx
    const version: unknown = request.qs().v
    const found = await publicPicture(String(ctx.params.slug))
    const named = found?.artwork ? isPictureVersion(version, found.artwork.hash) : false
    if (!found || (found.status !== 'published' && found.artwork && !named)) {
      return response.notFound('')
    }
    const { artwork } = found
    const etag = `"${artwork?.hash ?? `plain-${found.slug}`}"`
    response.header('ETag', etag)
    response.header(
      'Cache-Control',
      named ? `public, max-age=${FOR_EVER}, immutable` : `public, max-age=${A_WHILE}`
    )
    response.header('X-Content-Type-Options', 'nosniff')
    response.header('Content-Security-Policy', "default-src 'none'")
    if (request.header('if-none-match') === etag) return response.status(304).send(null)
    response.header('Content-Type', artwork?.mediaType ?? 'image/png')
    return response.send(artwork?.content ?? Buffer.from(plainPicture(found.slug)))
  }

  async store(ctx: HttpContext) {
    const here = await personaHere(ctx)
    if (!here) return
    const { slug, id } = here.own.persona
    const t = ctx.i18n.t.bind(ctx.i18n)
    try {
      const file = await readFormFile(ctx)
      if (!file) ctx.session.flash('wrong', t('personas.cards.web.choose'))
      else {
        const change = await setPicture(await makingServices(), here.maker, id, file.content)
        const wrong = pictureTrouble(t, change)
        if (wrong === null) ctx.session.flash('said', t('personas.making.picture.done'))
        else ctx.session.flash('wrong', wrong)
      }
    } catch (error) {
      if (!(error instanceof CardError)) throw error
      const problem = error.problem === 'unknown_file' ? 'not_a_picture' : error.problem
      ctx.session.flash('wrong', problemText(t, problem))
    }
    return ctx.response.redirect(`/personas/${slug}/edit`)
  }
}
