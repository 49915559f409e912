import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { CARD_FORMATS } from '#plugins/personas/cards/export_card'
import { languagesIn } from '#plugins/personas/making/controllers/create_controller'
import { editWords } from '#plugins/personas/making/web/edit_words'
import { BAND_VALUES, sliderWord } from '#plugins/personas/making/bot/slider_words'
import { editPersona } from '#plugins/personas/making/edit_persona'
import { PERSONA_LIMITS, PICTURE_LIMITS } from '#plugins/personas/making/persona_limits'
import {
  makingServices,
  personaHere,
  type CreatorHere,
} from '#plugins/personas/making/web/creator_here'
import {
  changesIn,
  formOf,
  sentForm,
  type FormValues,
} from '#plugins/personas/making/web/persona_form'
import type { OwnPersona } from '#plugins/personas/making/own_personas'
import { SLIDERS } from '#plugins/personas/persona'
import { lengthOf } from '#plugins/personas/prompt/voice'

/** Everything of a persona on one page. */
export default class EditController {
  async show(ctx: HttpContext) {
    const here = await personaHere(ctx)
    if (!here) return
    return this.#form(ctx, here, here.own, formOf(here.own.persona))
  }

  async update(ctx: HttpContext) {
    const here = await personaHere(ctx)
    if (!here) return
    const { own, maker } = here
    const body: Record<string, unknown> = ctx.request.body()
    const values = sentForm(body, own.persona)
    const version = Number(body.version)
    const change = changesIn(values, own.persona)
    const edited = await editPersona(await makingServices(), maker, {
      personaId: own.persona.id,
      change,
      version: Number.isInteger(version) ? version : 0,
    })
    if (edited.outcome === 'saved') {
      ctx.session.flash('said', ctx.i18n.t('personas.making.edit.saved'))
      return ctx.response.redirect(`/personas/${edited.own.persona.slug}/edit`)
    }
    ctx.response.status(edited.outcome === 'conflict' ? 409 : 422)
    const now = edited.outcome === 'conflict' ? edited.own : own
    const wrong = editWords(ctx.i18n.t.bind(ctx.i18n), edited)
    const wrongField = edited.outcome === 'wrong' ? edited.wrong.field : undefined
    return this.#form(ctx, here, now, values, { wrong, wrongField })
  }

  async #form(
    ctx: HttpContext,
    { pages }: CreatorHere,
    { persona, version }: OwnPersona,
    values: FormValues,
    problem: { wrong?: string; wrongField?: string } = {}
  ) {
    const t = ctx.i18n.t.bind(ctx.i18n)
    const ai = (await app.container.make('plugins')).use('ai')
    const { from, to } = lengthOf(persona.sliders)
    return pages.render(ctx, 'personas::making/edit', {
      ...problem,
      said: ctx.session.flashMessages.get('said'),
      persona,
      version,
      values,
      entries: persona.lorebook?.entries.length ?? 0,
      limits: PERSONA_LIMITS,
      pictureLimits: { ...PICTURE_LIMITS, megabytes: PICTURE_LIMITS.bytes / 1024 / 1024 },
      languages: languagesIn(ctx.i18n.locale, values.language),
      models: ai.models().map(({ id, label }) => ({ value: id, label })),
      voices: [...new Set([...ai.voices(), values.voice])].filter((voice) => voice !== ''),
      formats: CARD_FORMATS,
      usualLength: t('personas.making.web.length', { from, to }),
      sliders: SLIDERS.map((slider) => ({
        field: `slider_${slider}`,
        name: t(`personas.making.sliders.${slider}.name`),
        value: values[`slider_${slider}`],
        word: sliderWord(t, slider, Number(values[`slider_${slider}`])),
        words: BAND_VALUES.map((value) => sliderWord(t, slider, value)),
      })),
    })
  }
}
