import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { asked } from '#app/web_kit/address'
import { coachPage } from '#plugins/coach/admin/coach_page'
import { usageReport } from '#plugins/coach/costs/usage_report'

/** What the coach costs, as admins see it. */
export default class CoachController {
  async index(ctx: HttpContext) {
    const search = asked(ctx, 'search')
    const identity = await app.container.make('identity')
    const found = search === null ? null : await identity.lookUp(search)
    const page = Number(asked(ctx, 'page') ?? '1')
    const report = await usageReport({
      // Nobody has this id: who is not found has cost nothing.
      personId: search === null ? null : (found?.person?.id ?? NOBODY),
      page: Number.isSafeInteger(page) ? page : 1,
    })
    const people = await Promise.all(
      report.creators.map(async ({ person_id: id }) => [id, await identity.findPerson(id)] as const)
    )
    const names = new Map(people.map(([id, person]) => [id, person?.displayName ?? id]))
    const pages = await app.container.make('pages')
    return pages.render(ctx, 'coach::admin_costs', coachPage(ctx, report, { search, names }))
  }
}

const NOBODY = '00000000-0000-0000-0000-000000000000'
