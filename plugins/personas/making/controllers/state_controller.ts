import type { HttpContext } from '@adonisjs/core/http'
import { CARD_FORMATS } from '#plugins/personas/cards/export_card'
import { exportPersona } from '#plugins/personas/making/export_persona'
import {
  publishPersona,
  withdrawPersona,
  type Publication,
} from '#plugins/personas/making/publish_persona'
import { deletePersona } from '#plugins/personas/making/remove_personas'
import { makingServices, notFound, personaHere } from '#plugins/personas/making/web/creator_here'
import { appUrl } from '#config/app'

/** Publishing, withdrawing, deleting, taking along. */
export default class StateController {
  async publish(ctx: HttpContext) {
    const here = await personaHere(ctx)
    if (!here) return
    const { maker, own } = here
    const published = await publishPersona(await makingServices(), maker, own.persona.id)
    return this.#back(ctx, own.persona.slug, publicationWords(ctx, published))
  }

  async withdraw(ctx: HttpContext) {
    const here = await personaHere(ctx)
    if (!here) return
    await withdrawPersona(here.maker.person.id, here.own.persona.id)
    const said = ctx.i18n.t('personas.making.withdrawn')
    return this.#back(ctx, here.own.persona.slug, { said })
  }

  async destroy(ctx: HttpContext) {
    const here = await personaHere(ctx)
    if (!here) return
    const { id, slug, name } = here.own.persona
    if (ctx.request.input('sure') !== '1') {
      return this.#back(ctx, slug, { wrong: ctx.i18n.t('personas.making.web.not_sure') })
    }
    await deletePersona(here.maker.person.id, id)
    ctx.session.flash('said', ctx.i18n.t('personas.making.remove.done', { name }))
    return ctx.response.redirect('/personas/mine')
  }

  async export(ctx: HttpContext) {
    const here = await personaHere(ctx)
    if (!here) return
    const format = CARD_FORMATS.find((known) => known === ctx.params.format)
    const file = format && (await exportPersona(here.maker.person.id, here.own.persona.id, format))
    if (!file) return notFound(ctx, here.pages)
    ctx.response.header('Content-Type', file.mediaType)
    // A slug and an ending: nothing that would have to be escaped.
    ctx.response.header('Content-Disposition', `attachment; filename="${file.name}"`)
    ctx.response.header('Cache-Control', 'private, no-store')
    return ctx.response.send(Buffer.from(file.content))
  }

  #back(ctx: HttpContext, slug: string, flash: { said?: string; wrong?: string }) {
    for (const [name, text] of Object.entries(flash)) ctx.session.flash(name, text)
    return ctx.response.redirect(`/personas/${slug}/edit`)
  }
}

function publicationWords(
  ctx: HttpContext,
  published: Publication
): { said?: string; wrong?: string } {
  const { i18n } = ctx
  switch (published.outcome) {
    case 'published': {
      const { name, slug } = published.own.persona
      const address = `${appUrl}/personas/${slug}`
      return { said: i18n.t('personas.making.publish.done', { name, address }) }
    }
    case 'incomplete': {
      const fields = published.missing.map((field) => i18n.t(`personas.making.fields.${field}`))
      return {
        wrong: i18n.t('personas.making.publish.incomplete', { fields: fields.join(', ') }),
      }
    }
    case 'too_long': {
      const { length, limit } = published
      return { wrong: i18n.t('personas.making.publish.too_long', { length, limit }) }
    }
    case 'blocked': {
      const why = i18n.t(`personas.making.blocked.${published.category}`)
      return { wrong: i18n.t('personas.making.publish.blocked', { why }) }
    }
    case 'adults_only':
      return { wrong: i18n.t('personas.making.not_adult') }
    case 'not_yours':
      return { wrong: i18n.t('personas.making.not_yours') }
  }
}
