import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { COACH_LIMITS } from '#plugins/coach/limits'
import { findProfile, keepProfile } from '#plugins/coach/profile'
import {
  PLATFORMS,
  PROFILE_FIELDS,
  readProfile,
  typedOf,
  type TypedProfile,
  type WrongFields,
} from '#plugins/coach/read_profile'
import { changingCreator, creatorHere, HOME } from '#plugins/coach/web/creator_here'

/** What the coach knows of its creator, as a form. */
export class ProfileController {
  async show(ctx: HttpContext) {
    const here = await creatorHere(ctx)
    if (!here) return
    return page(ctx, typedOf(ctx.i18n.locale, await findProfile(here.person.id)), {})
  }

  async update(ctx: HttpContext) {
    const here = await changingCreator(ctx)
    if (!here) return
    const typed = typedIn(ctx.request.body())
    const read = readProfile(typed)
    if (read.outcome === 'wrong') {
      ctx.response.status(422)
      return page(ctx, typed, read.wrong)
    }
    await keepProfile(here.person.id, read.profile)
    ctx.session.flash('said', ctx.i18n.t('coach.profile.kept'))
    return ctx.response.redirect(HOME)
  }
}

async function page(ctx: HttpContext, typed: TypedProfile, wrong: WrongFields) {
  const pages = await app.container.make('pages')
  const t = ctx.i18n.t.bind(ctx.i18n)
  return pages.render(ctx, 'coach::web_profile', {
    most: COACH_LIMITS.profile,
    isWrong: Object.keys(wrong).length > 0,
    platforms: PLATFORMS.map((value) => ({ value, label: t(`coach.platform.${value}`) })),
    fields: PROFILE_FIELDS.map((name) => ({
      name,
      label: t(`coach.profile.${name}`),
      hint: t(`coach.web.profile.hint.${name}`),
      value: typed[name] ?? '',
      isLong: name === 'audience' || name === 'goals',
      isNumber: name === 'followers' || name === 'engagement',
      wrong:
        wrong[name] &&
        t(`coach.profile.wrong.${wrong[name]}`, {
          field: t(`coach.profile.${name}`),
          most: COACH_LIMITS.profile,
        }),
    })),
  })
}

function typedIn(body: Readonly<Record<string, unknown>>): TypedProfile {
  return Object.fromEntries(
    PROFILE_FIELDS.map((name) => {
      const value = body[name]
      // One more than may be: too long is said, not cut off in silence.
      return [name, typeof value === 'string' ? value.slice(0, COACH_LIMITS.profile + 1) : '']
    })
  )
}
