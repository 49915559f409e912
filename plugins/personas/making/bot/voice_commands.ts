import { defineCommand, type AnyBotCommand } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import type { AiService } from '#plugins/ai/api'
import { label } from '#plugins/personas/bot/offers'
import { editedView } from '#plugins/personas/making/bot/edit_commands'
import {
  act,
  backTo,
  CREATORS,
  makerOf,
  nobody,
  notYours,
  PERSONA,
} from '#plugins/personas/making/bot/making_kit'
import {
  BAND_VALUES,
  bandOf,
  isSlider,
  sliderWord,
  voiceInWords,
} from '#plugins/personas/making/bot/slider_words'
import { editPersona } from '#plugins/personas/making/edit_persona'
import type { MakingServices } from '#plugins/personas/making/maker'
import { ownPersona, type OwnPersona } from '#plugins/personas/making/own_personas'
import type { TurnContext } from '#app/bot_kit/command'
import { SLIDERS, type Sliders } from '#plugins/personas/persona'
import { lengthOf } from '#plugins/personas/prompt/voice'

const SLIDER = {
  kind: 'text',
  description: 'personas.making.option_part',
  maxLength: 20,
  required: true,
} as const

/** How a persona speaks, with which model, and to whom. */
export function voiceCommands(
  services: MakingServices & { ai: Pick<AiService, 'models'> }
): AnyBotCommand[] {
  const voice = defineCommand({
    name: 'persona_voice',
    description: 'personas.making.voice.description',
    options: PERSONA,
    guards: CREATORS,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const own = ctx.person && (await ownPersona(ctx.options.persona, ctx.person.id))
      return own ? voiceView(ctx, own) : notYours(ctx)
    },
  })

  const oneSlider = defineCommand({
    name: 'persona_slider',
    description: 'personas.making.voice.description',
    options: { ...PERSONA, slider: SLIDER },
    guards: CREATORS,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const { slider } = ctx.options
      const own = ctx.person && (await ownPersona(ctx.options.persona, ctx.person.id))
      if (!own || !isSlider(slider)) return notYours(ctx)
      const band = bandOf(own.persona.sliders[slider])
      return [
        {
          kind: 'choice',
          text: ctx.t('personas.making.voice.question', {
            slider: ctx.t(`personas.making.sliders.${slider}.name`),
            name: own.persona.name,
          }),
          buttons: BAND_VALUES.map((value) => ({
            label: label(
              `${bandOf(value) === band ? '✓ ' : ''}${sliderWord(ctx.t, slider, value)}`
            ),
            invoke: { command: 'set_slider', options: { persona: own.persona.id, slider, value } },
            replaces: true,
          })),
        },
      ]
    },
  })

  const setSlider = defineCommand({
    name: 'set_slider',
    description: 'personas.making.voice.description',
    options: {
      ...PERSONA,
      slider: SLIDER,
      value: { kind: 'integer', description: 'personas.making.option_part', min: 0, max: 100 },
    },
    guards: CREATORS,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const maker = makerOf(ctx)
      const { slider, value, persona: personaId } = ctx.options
      const own = maker && (await ownPersona(personaId, maker.person.id))
      if (!maker || !own || !isSlider(slider) || value === undefined) return notYours(ctx)
      const sliders = { ...own.persona.sliders, [slider]: value }
      const edited = await editPersona(services, maker, {
        personaId,
        change: { sliders },
        version: null,
      })
      return edited.outcome === 'saved' ? voiceView(ctx, edited.own) : editedView(ctx, edited)
    },
  })

  const adults = defineCommand({
    name: 'set_adults_only',
    description: 'personas.making.edit.description',
    options: {
      ...PERSONA,
      adult: { kind: 'boolean', description: 'personas.making.fields.adult', required: true },
    },
    guards: CREATORS,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const maker = makerOf(ctx)
      if (!maker) return nobody(ctx)
      const { persona, adult } = ctx.options
      const change = { adult: adult === true }
      return editedView(
        ctx,
        await editPersona(services, maker, { personaId: persona, change, version: null })
      )
    },
  })

  const model = defineCommand({
    name: 'persona_model',
    description: 'personas.making.edit.description',
    options: PERSONA,
    guards: CREATORS,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const own = ctx.person && (await ownPersona(ctx.options.persona, ctx.person.id))
      if (!own) return notYours(ctx)
      const current = own.persona.defaultModel
      return [
        {
          kind: 'choice',
          text: ctx.t('personas.making.model.question', { name: own.persona.name }),
          buttons: [
            act(ctx, 'set_persona_model', own, {}, 'personas.making.model.usual'),
            ...services.ai.models().map(({ id, label: name, price }) => ({
              label: label(`${id === current ? '✓ ' : ''}${name} (${ctx.coins(price)})`),
              invoke: {
                command: 'set_persona_model',
                options: { persona: own.persona.id, model: id },
              },
            })),
          ],
        },
      ]
    },
  })

  const setModel = defineCommand({
    name: 'set_persona_model',
    description: 'personas.making.edit.description',
    options: {
      ...PERSONA,
      model: { kind: 'text', description: 'personas.making.fields.defaultModel', maxLength: 60 },
    },
    guards: CREATORS,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const maker = makerOf(ctx)
      if (!maker) return nobody(ctx)
      const { persona, model: id } = ctx.options
      const known = services.ai.models().some((candidate) => candidate.id === id)
      const change = { defaultModel: known && id !== undefined ? id : null }
      return editedView(
        ctx,
        await editPersona(services, maker, { personaId: persona, change, version: null })
      )
    },
  })
  return [voice, oneSlider, setSlider, adults, model, setModel]
}

/** The six sliders, and what they come to. */
function voiceView(ctx: TurnContext, own: OwnPersona): Reply {
  const { sliders, name } = own.persona
  const { from, to } = lengthOf(sliders)
  const item = (slider: keyof Sliders) => ({
    title: ctx.t(`personas.making.sliders.${slider}.name`),
    text: sliderWord(ctx.t, slider, sliders[slider]),
    button: act(ctx, 'persona_slider', own, { slider }, `personas.making.sliders.${slider}.name`),
  })
  return [
    {
      kind: 'list',
      title: ctx.t('personas.making.voice.title', { name }),
      items: SLIDERS.map(item),
      empty: '',
      footer: ctx.t('personas.making.voice.effect', {
        voice: voiceInWords(ctx.t, sliders),
        from,
        to,
      }),
      buttons: [backTo(ctx, own)],
    },
  ]
}
