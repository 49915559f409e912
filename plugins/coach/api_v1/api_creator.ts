import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { errors } from '@vinejs/vine'
import limiter from '@adonisjs/limiter/services/main'
import { tokenOwner } from '#app/identity/api/token_owner'
import type { Person } from '#app/identity/types'
import { problem } from '#app/support/problem'
import { fieldErrors } from '#app/support/validation_mistakes'
import { activeProject, type Project } from '#plugins/coach/project/project'
import type { CoachServices } from '#plugins/coach/services'
import { COACH_RATES } from '#plugins/coach/limits'

/** The creator whom the token speaks for; null when the answer says why there is none. */
export async function apiCreator(ctx: HttpContext): Promise<Person | null> {
  const owner = await tokenOwner(ctx, 'coach')
  if (!owner) return null
  ctx.response.header('Cache-Control', 'no-store')
  if (owner.person.roles.includes('creator')) return owner.person
  refuse(ctx, 403, 'for_creators')
  return null
}

/** As {@link apiCreator}, for what changes something: so many within a minute. */
export async function changingCreator(ctx: HttpContext): Promise<Person | null> {
  const person = await apiCreator(ctx)
  if (!person) return null
  return (await mayGoOn(ctx, 'change', person.id)) ? person : null
}

/** Counts a use; false when the answer says that it was one too many. */
export async function mayGoOn(
  ctx: HttpContext,
  what: 'change' | 'message',
  personId: string
): Promise<boolean> {
  const rule = limiter.use(what === 'change' ? COACH_RATES.changes : COACH_RATES.messages)
  const key = `coach:${what}:${personId}`
  if (await rule.attempt(key, () => true)) return true
  const seconds = Math.max(1, await rule.availableIn(key))
  const detail = ctx.i18n.t('identity.tokens.too_fast', { seconds })
  problem(ctx, { status: 429, code: 'too_fast', detail, retryAfter: seconds })
  return false
}

/** The creator's active project; null when the answer says that there is none. */
export async function apiProject(
  ctx: HttpContext,
  { programmes }: Pick<CoachServices, 'programmes'>,
  person: Person
): Promise<Project | null> {
  const project = await activeProject(programmes, person.id)
  if (!project) {
    problem(ctx, { status: 409, code: 'no_project', detail: ctx.i18n.t('coach.no_project') })
  }
  return project
}

/** Refusals that have words of their own: `coach.web.api.<code>`. */
export function refuse(
  ctx: HttpContext,
  status: number,
  code: string,
  data: Readonly<Record<string, string | number>> = {}
): void {
  problem(ctx, { status, code, detail: ctx.i18n.t(`coach.web.api.${code}`, data) })
}

/** A body that is what it should be; null when the answer names the fields that are not. */
export async function bodyOf<Output>(
  ctx: HttpContext,
  validator: { validate(data: unknown): Promise<Output> }
): Promise<Output | null> {
  try {
    return await validator.validate(ctx.request.body())
  } catch (error) {
    if (!(error instanceof errors.E_VALIDATION_ERROR)) throw error
    const detail = ctx.i18n.t('coach.web.api.bad_input')
    problem(ctx, { status: 422, code: 'bad_input', detail, errors: fieldErrors(error) })
    return null
  }
}

/** An account of the person's: what a model call is counted to. */
export async function accountOf(personId: string): Promise<string | null> {
  const identity = await app.container.make('identity')
  const [first] = await identity.accountsOf(personId)
  return first?.id ?? null
}
