import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import i18nManager from '@adonisjs/i18n/services/main'
import { Wording } from '#app/bot_kit/wording'
import { periodAsked } from '#plugins/personas/studio/period'
import { studioFigures } from '#plugins/personas/studio/queries/studio_figures'
import { studioPage } from '#plugins/personas/studio/studio_page'

/** Longest name that is looked for, characters. */
const NAME_LENGTH = 60

/** How a creator's own personas are doing. Nobody else's figures can be asked for. */
export default class StudioController {
  async show(ctx: HttpContext) {
    const pages = await app.container.make('pages')
    const person = await pages.personOf(ctx)
    if (!person) return ctx.response.redirect('/sign-in?next=/studio')
    if (!person.roles.includes('creator')) {
      ctx.response.status(403)
      return pages.render(ctx, 'personas::studio/other', { why: 'for_creators' })
    }

    const { persona, days }: { persona?: unknown; days?: unknown } = ctx.request.qs()
    const named = typeof persona === 'string' && persona !== ''
    const found = await studioFigures((await app.container.make('plugins')).use('ledger'), {
      creatorId: person.id,
      period: periodAsked(days),
      name: named ? persona.slice(0, NAME_LENGTH) : undefined,
    })
    switch (found.outcome) {
      case 'figures': {
        const words = new Wording(i18nManager).in(ctx.i18n.locale)
        return pages.render(ctx, 'personas::studio/show', studioPage(words, found.figures))
      }
      case 'no_personas':
        return pages.render(ctx, 'personas::studio/other', { why: 'none' })
      case 'not_yours':
        ctx.response.status(404)
        return pages.render(ctx, 'personas::studio/other', {
          why: 'not_yours',
          own: found.own.map(({ slug }) => slug).join(', '),
        })
    }
  }
}
