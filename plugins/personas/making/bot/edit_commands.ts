import { defineCommand, type AnyBotCommand, type TurnContext } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { draftView } from '#plugins/personas/making/bot/draft_view'
import {
  act,
  backTo,
  clipped,
  CREATORS,
  makerOf,
  nobody,
  notice,
  notYours,
  PERSONA,
  wrongText,
} from '#plugins/personas/making/bot/making_kit'
import {
  changeOf,
  FORM_LENGTH,
  isLongPart,
  isPart,
  lengthOfPart,
  PARTS,
  textOfPart,
} from '#plugins/personas/making/bot/parts'
import { editPersona, type Edit } from '#plugins/personas/making/edit_persona'
import type { MakingServices } from '#plugins/personas/making/maker'
import { ownPersona } from '#plugins/personas/making/own_personas'

/** What a form shows of what stands there now, characters (Discord's hints have 100). */
const SHOWN = 90

const PART = {
  kind: 'text',
  description: 'personas.making.option_part',
  maxLength: 20,
  required: true,
} as const

/** Working on the words of a persona. */
export function editCommands(services: MakingServices): AnyBotCommand[] {
  const edit = defineCommand({
    name: 'edit_persona',
    topic: 'creators',
    description: 'personas.making.edit.description',
    options: PERSONA,
    guards: CREATORS,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const own = ctx.person && (await ownPersona(ctx.options.persona, ctx.person.id))
      return own ? draftView(ctx, own) : notYours(ctx)
    },
  })

  const words = defineCommand({
    name: 'persona_words',
    description: 'personas.making.edit.description',
    options: PERSONA,
    guards: CREATORS,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const own = ctx.person && (await ownPersona(ctx.options.persona, ctx.person.id))
      if (!own) return notYours(ctx)
      return [
        {
          kind: 'choice',
          text: ctx.t('personas.making.change_what'),
          buttons: [
            ...PARTS.map((part) =>
              act(ctx, 'edit_part', own, { part }, `personas.making.fields.${part}`)
            ),
            backTo(ctx, own),
          ],
        },
      ]
    },
  })

  const editPart = defineCommand({
    name: 'edit_part',
    description: 'personas.making.edit.description',
    options: { ...PERSONA, part: PART },
    guards: CREATORS,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const { part } = ctx.options
      const own = ctx.person && (await ownPersona(ctx.options.persona, ctx.person.id))
      if (!own || !isPart(part)) return notYours(ctx)
      const whole = textOfPart(part, own.persona)
      const now = clipped(whole.replaceAll(/\s+/g, ' '), SHOWN)
      // Forms begin empty: what is longer than their hint is shown before, to be copied and changed.
      const before = whole.length > SHOWN ? [notice(whole)] : []
      const options = { persona: own.persona.id, part, version: own.version }
      return [
        ...before,
        {
          kind: 'form',
          title: ctx.t('personas.making.edit.title', { name: clipped(own.persona.name, 30) }),
          fields: [
            {
              name: 'value',
              label: ctx.t(`personas.making.fields.${part}`),
              hint:
                now === ''
                  ? ctx.t(`personas.making.hints.${part}`)
                  : ctx.t('personas.making.edit.now', { now }),
              kind: isLongPart(part) ? 'paragraph' : 'line',
              required: part === 'name',
              maxLength: lengthOfPart(part),
              // The form opens with it, where the platform can.
              value: textOfPart(part, own.persona),
            },
          ],
          submit: {
            label: ctx.t('personas.making.edit.save'),
            invoke: { command: 'save_part', options },
            style: 'primary',
          },
          cancelLabel: ctx.t('personas.making.cancel'),
        },
      ]
    },
  })

  const savePart = defineCommand({
    name: 'save_part',
    description: 'personas.making.edit.description',
    options: {
      ...PERSONA,
      part: PART,
      version: {
        kind: 'integer',
        description: 'personas.making.option_part',
        min: 1,
        max: 999_999_999,
      },
      value: { kind: 'text', description: 'personas.making.option_part', maxLength: FORM_LENGTH },
    },
    guards: CREATORS,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const maker = makerOf(ctx)
      if (!maker) return nobody(ctx)
      const { persona, part, value = '', version = null } = ctx.options
      if (!isPart(part)) return notYours(ctx)
      const change = changeOf(part, value)
      const edited = await editPersona(services, maker, { personaId: persona, change, version })
      if (edited.outcome !== 'conflict') return editedView(ctx, edited, value)
      const { own } = edited
      return [
        notice(ctx.t('personas.making.edit.conflict', { now: textOfPart(part, own.persona) })),
        notice(ctx.t('personas.making.your_words', { words: value })),
        {
          kind: 'choice',
          text: ctx.t('personas.making.edit.whose'),
          buttons: [
            act(
              ctx,
              'save_part',
              own,
              { part, value, version: own.version },
              'personas.making.do.save_mine'
            ),
            act(ctx, 'edit_persona', own, {}, 'personas.making.do.keep_theirs'),
          ],
        },
      ]
    },
  })
  return [edit, words, editPart, savePart]
}

/**
 * What became of an edit.
 * @param words what was written, given back where it was not saved
 */
export function editedView(ctx: TurnContext, edited: Edit, words = ''): Reply {
  const back: Reply = words === '' ? [] : [notice(ctx.t('personas.making.your_words', { words }))]
  switch (edited.outcome) {
    case 'saved':
      return draftView(ctx, edited.own, ctx.t('personas.making.edit.saved'))
    case 'conflict':
      return draftView(ctx, edited.own, ctx.t('personas.making.edit.try_again'))
    case 'wrong':
      return [{ kind: 'text', tone: 'error', text: wrongText(ctx.t, edited.wrong) }, ...back]
    case 'blocked':
      return [
        {
          kind: 'text',
          tone: 'error',
          code: 'blocked_content',
          text: ctx.t('personas.making.edit.blocked', {
            why: ctx.t(`personas.making.blocked.${edited.category}`),
          }),
        },
        ...back,
      ]
    case 'adults_only':
      return [
        {
          kind: 'text',
          tone: 'error',
          code: 'adult_only',
          text: ctx.t('personas.making.not_adult'),
        },
      ]
    case 'not_yours':
      return notYours(ctx)
  }
}
