import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import type { Person } from '#app/identity/types'
import limiter from '@adonisjs/limiter/services/main'
import { problem } from '#app/support/problem'
import { COACH_RATES } from '#plugins/coach/limits'
import { activeProject, type Project } from '#plugins/coach/project/project'
import type { CoachServices } from '#plugins/coach/services'

export const HOME = '/coach'

export interface CreatorHere {
  person: Person
  /** The account that speaks from this browser. */
  accountId: string
}

/** Whether the page's script asks, which wants a problem and no page. */
export const isScript = ({ request }: HttpContext): boolean =>
  request.accepts(['html', 'text/event-stream', 'json']) !== 'html'

/** The creator at the browser; null when the answer says already why there is none. */
export async function creatorHere(ctx: HttpContext): Promise<CreatorHere | null> {
  const pages = await app.container.make('pages')
  const here = await pages.speakerOf(ctx)
  if (here?.person.roles.includes('creator') && !here.person.bannedAt) return here
  if (isScript(ctx)) {
    const [status, code] = here ? ([403, 'for_creators'] as const) : ([401, 'signed_out'] as const)
    problem(ctx, { status, code, detail: ctx.i18n.t(`coach.web.${code}`) })
    return null
  }
  if (!here) {
    ctx.response.redirect(`/sign-in?next=${encodeURIComponent(HOME)}`)
    return null
  }
  ctx.response.status(403)
  ctx.response.send(await pages.render(ctx, 'coach::web_other', { isBanned: here.person.bannedAt }))
  return null
}

/** As {@link creatorHere}, for what changes something: so many within a minute. */
export async function changingCreator(ctx: HttpContext): Promise<CreatorHere | null> {
  const here = await creatorHere(ctx)
  if (!here) return null
  await limiter.use(COACH_RATES.changes).consume(`coach:change:${here.person.id}`)
  return here
}

/** The project that the creator at the browser changes; null when the answer is given already. */
export async function changingProject(
  ctx: HttpContext,
  { programmes }: Pick<CoachServices, 'programmes'>
): Promise<Project | null> {
  const here = await changingCreator(ctx)
  if (!here) return null
  const project = await activeProject(programmes, here.person.id)
  if (!project) ctx.response.redirect(HOME)
  return project
}
