import type { HttpContext } from '@adonisjs/core/http'
import type { Pages } from '#app/web_kit/pages'
import { CardError } from '#plugins/personas/cards/card_error'
import { CARD_LIMITS } from '#plugins/personas/cards/card_limits'
import { importedText, problemText, usualOf } from '#plugins/personas/making/bot/import_words'
import { wrongText } from '#plugins/personas/making/bot/making_kit'
import { importCard } from '#plugins/personas/making/import_card'
import { creatorHere } from '#plugins/personas/making/web/creator_here'
import { readFormFile } from '#plugins/personas/making/web/read_file'

/** Bringing a card from another tool. */
export default class ImportController {
  async show(ctx: HttpContext) {
    const here = await creatorHere(ctx)
    return here ? this.#form(ctx, here.pages) : undefined
  }

  async store(ctx: HttpContext) {
    const here = await creatorHere(ctx)
    if (!here) return
    const t = ctx.i18n.t.bind(ctx.i18n)
    try {
      const file = await readFormFile(ctx)
      if (!file) return await this.#form(ctx, here.pages, t('personas.cards.web.choose'))
      const usual = usualOf(ctx.i18n, file.name)
      const imported = await importCard(here.maker, file.content, usual)
      switch (imported.outcome) {
        case 'created':
          ctx.session.flash('said', importedText(t, imported))
          return ctx.response.redirect(`/personas/${imported.own.persona.slug}/edit`)
        case 'refused':
          return await this.#form(ctx, here.pages, problemText(t, imported.problem))
        case 'wrong':
          return await this.#form(ctx, here.pages, wrongText(t, imported.wrong))
        case 'too_many': {
          const { limit } = imported
          return await this.#form(ctx, here.pages, t('personas.making.too_many', { limit }))
        }
      }
    } catch (error) {
      if (!(error instanceof CardError)) throw error
      return this.#form(ctx, here.pages, problemText(t, error.problem))
    }
  }

  async #form(ctx: HttpContext, pages: Pages, wrong?: string) {
    if (wrong) ctx.response.status(422)
    const limit = CARD_LIMITS.fileBytes / 1024 / 1024
    return pages.render(ctx, 'personas::making/import', { wrong, limit })
  }
}
