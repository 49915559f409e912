import type { HttpContext } from '@adonisjs/core/http'
import { apiCreator, bodyOf, changingCreator } from '#plugins/coach/api_v1/api_creator'
import { profileJson } from '#plugins/coach/api_v1/json'
import { profileBody } from '#plugins/coach/api_v1/validators'
import { findProfile, keepProfile } from '#plugins/coach/profile'

/** What the coach knows of its creator. */
export class ProfileApiController {
  async show(ctx: HttpContext) {
    const person = await apiCreator(ctx)
    return person ? profileJson(await findProfile(person.id)) : undefined
  }

  /** The whole of it: what is left out is empty from then on. */
  async update(ctx: HttpContext) {
    const person = await changingCreator(ctx)
    const body = person && (await bodyOf(ctx, profileBody))
    if (!body) return
    const clean = (text: string | undefined) => (text ?? '').replaceAll('\0', '').trim()
    const profile = {
      platform: clean(body.platform),
      followers: body.followers ?? 0,
      engagementBp: body.engagement_basis_points ?? 0,
      niche: clean(body.niche),
      audience: clean(body.audience),
      goals: clean(body.goals),
      tone: clean(body.tone),
    }
    await keepProfile(person.id, profile)
    return profileJson(profile)
  }
}
