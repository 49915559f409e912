import type { HttpContext } from '@adonisjs/core/http'
import { creatorHere } from '#plugins/personas/making/web/creator_here'
import { listOwnPersonas } from '#plugins/personas/making/own_personas'

const PAGE_SIZE = 24

/** A creator's personas. */
export default class MineController {
  async show(ctx: HttpContext) {
    const here = await creatorHere(ctx)
    if (!here) return
    const page = Number(ctx.request.qs().page)
    const found = await listOwnPersonas(here.maker.person.id, {
      page: Number.isInteger(page) ? page : 1,
      pageSize: PAGE_SIZE,
    })
    return here.pages.render(ctx, 'personas::making/mine', {
      ...found,
      said: ctx.session.flashMessages.get('said'),
    })
  }
}
