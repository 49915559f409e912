import type { HttpContext } from '@adonisjs/core/http'
import { problem } from '#app/support/problem'
import {
  apiCreator,
  apiProject,
  bodyOf,
  changingCreator,
  refuse,
} from '#plugins/coach/api_v1/api_creator'
import { deedJson } from '#plugins/coach/api_v1/json'
import { deedBody } from '#plugins/coach/api_v1/validators'
import { listDeeds, type Deed } from '#plugins/coach/deeds/deed'
import { doDeed } from '#plugins/coach/deeds/do_deed'
import type { Missing, WrongField } from '#plugins/coach/deeds/kind'
import { proposeDeed } from '#plugins/coach/deeds/propose_deed'
import { undoDeed } from '#plugins/coach/deeds/undo_deed'
import type { CoachServices } from '#plugins/coach/services'

/** What the coach does for a task: planned, confirmed, undone. */
export class DeedsApiController {
  constructor(private readonly services: CoachServices) {}

  async index(ctx: HttpContext) {
    const person = await apiCreator(ctx)
    const project = person && (await apiProject(ctx, this.services, person))
    if (!project) return
    const deeds = await listDeeds(project.id)
    return { deeds: deeds.map((deed) => told(ctx, deed)) }
  }

  /** Plans something. Nothing is done by it; a newer plan for the same takes the older one's place. */
  async store(ctx: HttpContext) {
    const person = await changingCreator(ctx)
    const body = person && (await bodyOf(ctx, deedBody))
    const project = body && (await apiProject(ctx, this.services, person))
    if (!project) return
    const proposed = await proposeDeed(this.services, project, {
      action: body.action,
      locale: ctx.i18n.locale,
      changes: body.changes ?? {},
      ...(body.community && { communityId: body.community }),
    })
    if (proposed.outcome !== 'proposed') return unplanned(ctx, proposed)
    ctx.response.status(201)
    return told(ctx, proposed.deed)
  }

  /** Does exactly the plan that is named. */
  async confirm(ctx: HttpContext) {
    const person = await changingCreator(ctx)
    if (!person) return
    const did = await doDeed(this.services, { creatorId: person.id, deedId: String(ctx.params.id) })
    switch (did.outcome) {
      case 'done':
      case 'done_before':
      case 'failed':
        return { outcome: did.deed.state, deed: told(ctx, did.deed) }
      case 'under_way':
        ctx.response.status(202)
        return { outcome: did.outcome, deed: told(ctx, did.deed) }
      case 'proposed_anew':
        ctx.response.status(409)
        return { outcome: did.outcome, deed: told(ctx, did.deed) }
      case 'incomplete':
        return refuse(ctx, 409, 'incomplete', { fields: did.deed.plan.asks.join(', ') })
      case 'missing':
        return unplanned(ctx, did)
      case 'gone':
        return refuse(ctx, 404, 'no_deed')
    }
  }

  async undo(ctx: HttpContext) {
    const person = await changingCreator(ctx)
    if (!person) return
    const undone = await undoDeed(this.services, {
      creatorId: person.id,
      deedId: String(ctx.params.id),
    })
    switch (undone.outcome) {
      case 'undone':
      case 'undone_before':
        return { outcome: 'undone', deed: told(ctx, undone.deed) }
      case 'nothing':
        return { outcome: 'nothing', deed: told(ctx, undone.deed) }
      case 'under_way':
        ctx.response.status(202)
        return { outcome: 'under_way', deed: told(ctx, undone.deed) }
      case 'not_done':
        return refuse(ctx, 409, 'not_done')
      case 'gone':
        return refuse(ctx, 404, 'no_deed')
    }
  }
}

const told = (ctx: HttpContext, deed: Deed) => deedJson(deed, (key, data) => ctx.i18n.t(key, data))

/** Why there is no plan: something has to be there first, or a field cannot be so. */
function unplanned(ctx: HttpContext, why: Missing | WrongField): void {
  if (why.outcome === 'wrong') {
    const message = ctx.i18n.t(`coach.deed.wrong.${why.what}`, {
      field: ctx.i18n.t(`coach.deed.field.${why.field}`),
      limit: why.limit,
    })
    const errors = [{ field: `changes.${why.field}`, message }]
    return problem(ctx, { status: 422, code: 'bad_input', detail: message, errors })
  }
  const names = (why.communities ?? []).map(({ id, name }) => ({ field: id, message: name }))
  problem(ctx, {
    status: 409,
    code: `needs_${why.needs}`,
    detail: ctx.i18n.t(`coach.deed.missing.${why.needs}`),
    ...(names.length > 0 && { errors: names }),
  })
}
