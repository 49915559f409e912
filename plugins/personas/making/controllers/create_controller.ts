import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { LANGUAGES } from '#plugins/personas/making/bot/create_commands'
import { wrongText } from '#plugins/personas/making/bot/making_kit'
import { changeOf } from '#plugins/personas/making/bot/parts'
import { createPersona } from '#plugins/personas/making/create_persona'
import { together } from '#plugins/personas/making/persona_columns'
import { PERSONA_LIMITS } from '#plugins/personas/making/persona_limits'
import { creatorHere } from '#plugins/personas/making/web/creator_here'

const ASKED = ['name', 'tagline', 'description', 'greeting', 'scenario', 'tags'] as const
type Values = Record<(typeof ASKED)[number] | 'language', string>

/** Becoming a creator, and the first words of a persona. */
export default class CreateController {
  async show(ctx: HttpContext) {
    const here = await creatorHere(ctx)
    if (!here) return
    return this.#form(ctx, { ...BLANK, language: ctx.i18n.locale })
  }

  /** The creators' terms are accepted. */
  async accept(ctx: HttpContext) {
    const pages = await app.container.make('pages')
    const person = await pages.personOf(ctx)
    if (!person) return ctx.response.redirect('/sign-in?next=/create')
    if (person.bannedAt) return ctx.response.redirect('/create')
    const identity = await app.container.make('identity')
    await identity.grantRole(person.id, 'creator')
    return ctx.response.redirect('/create')
  }

  async store(ctx: HttpContext) {
    const here = await creatorHere(ctx)
    if (!here) return
    const values = valuesIn(ctx.request.body())
    const written = ASKED.map((part) => changeOf(part, values[part]))
    const created = await createPersona(here.maker, {
      ...together(written),
      name: values.name,
      language: values.language,
    })
    const t = ctx.i18n.t.bind(ctx.i18n)
    switch (created.outcome) {
      case 'created': {
        const { slug, name } = created.own.persona
        ctx.session.flash('said', t('personas.making.create.done', { name }))
        return ctx.response.redirect(`/personas/${slug}/edit`)
      }
      case 'wrong':
        return this.#form(ctx, values, wrongText(t, created.wrong), created.wrong.field)
      case 'too_many':
        return this.#form(ctx, values, t('personas.making.too_many', { limit: created.limit }))
    }
  }

  async #form(ctx: HttpContext, values: Values, wrong?: string, wrongField?: string) {
    const pages = await app.container.make('pages')
    if (wrong) ctx.response.status(422)
    return pages.render(ctx, 'personas::making/new', {
      values,
      wrong,
      wrongField,
      limits: PERSONA_LIMITS,
      languages: languagesIn(ctx.i18n.locale, values.language),
    })
  }
}

const BLANK: Values = {
  name: '',
  tagline: '',
  description: '',
  greeting: '',
  scenario: '',
  tags: '',
  language: 'en',
}

function valuesIn(body: Readonly<Record<string, unknown>>): Values {
  const text = (name: keyof Values) => {
    const value = body[name]
    return typeof value === 'string' ? value.replaceAll('\r\n', '\n') : ''
  }
  return {
    name: text('name'),
    tagline: text('tagline'),
    description: text('description'),
    greeting: text('greeting'),
    scenario: text('scenario'),
    tags: text('tags'),
    language: text('language'),
  }
}

/** Languages to choose from, with the one that is chosen, whatever it is. */
export function languagesIn(locale: string, chosen: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames([locale], { type: 'language' })
  return [...new Set([...LANGUAGES, chosen])]
    .filter((tag) => tag !== '')
    .map((value) => ({ value, label: nameOf(names, value) }))
    .sort((a, b) => a.label.localeCompare(b.label, locale))
}

function nameOf(names: Intl.DisplayNames, tag: string): string {
  try {
    return names.of(tag) ?? tag
  } catch {
    return tag
  }
}
