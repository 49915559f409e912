import {
  defineCommand,
  needsAccount,
  type AnyBotCommand,
  type TurnContext,
} from '#app/bot_kit/command'
import type { FormField, Reply } from '#app/bot_kit/reply'
import { notForEveryone } from '#app/identity/bot/for_their_eyes'
import type { IdentityService } from '#app/identity/types'
import { draftView } from '#plugins/personas/making/bot/draft_view'
import {
  CREATORS,
  makerOf,
  nobody,
  notice,
  wrongText,
} from '#plugins/personas/making/bot/making_kit'
import {
  changeOf,
  FORM_LENGTH,
  isLongPart,
  lengthOfPart,
  type Part,
} from '#plugins/personas/making/bot/parts'
import { together } from '#plugins/personas/making/persona_columns'
import { createPersona, type Creation } from '#plugins/personas/making/create_persona'

/** What the form asks, in this order. */
const ASKED = ['name', 'tagline', 'description', 'greeting', 'scenario', 'tags'] as const
const NEEDED: readonly Part[] = ['name', 'tagline', 'description', 'greeting']

/** Languages that the form offers; any other can be set on the web page. A select holds 25. */
export const LANGUAGES = [
  'en',
  'es',
  'hi',
  'pt',
  'fr',
  'de',
  'it',
  'nl',
  'pl',
  'ru',
  'uk',
  'tr',
  'ar',
  'fa',
  'he',
  'id',
  'vi',
  'th',
  'ja',
  'ko',
  'zh',
  'bn',
  'ta',
  'sv',
  'el',
] as const

/** Making a persona: who may, and its first words. */
export function createCommands(identity: Pick<IdentityService, 'grantRole'>): AnyBotCommand[] {
  const create = defineCommand({
    name: 'create',
    topic: 'creators',
    description: 'personas.making.create.description',
    options: {},
    guards: [needsAccount],
    visibility: 'private',
    async run(ctx): Promise<Reply> {
      const elsewhere = notForEveryone(ctx, 'personas.making.directly')
      if (elsewhere) return elsewhere
      if (ctx.person?.roles.includes('creator')) return createForm(ctx)
      return [
        {
          kind: 'card',
          title: ctx.t('personas.making.creators.title'),
          text: ctx.t('personas.making.creators.text'),
          fields: (['earn', 'own', 'kind', 'adults'] as const).map((point) => ({
            name: ctx.t(`personas.making.creators.${point}_title`),
            value: ctx.t(`personas.making.creators.${point}`),
          })),
          buttons: [
            {
              label: ctx.t('personas.making.creators.accept'),
              invoke: { command: 'become_creator' },
              style: 'primary',
            },
          ],
        },
      ]
    },
  })

  const becomeCreator = defineCommand({
    name: 'become_creator',
    description: 'personas.making.create.description',
    options: {},
    guards: [needsAccount],
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      if (!ctx.person) return nobody(ctx)
      await identity.grantRole(ctx.person.id, 'creator')
      return [notice(ctx.t('personas.making.creators.welcome')), ...createForm(ctx)]
    },
  })

  const text = (part: Part) =>
    ({
      kind: 'text',
      description: `personas.making.fields.${part}`,
      maxLength: FORM_LENGTH,
    }) as const
  const createDraft = defineCommand({
    name: 'create_draft',
    description: 'personas.making.create.description',
    options: {
      name: { ...text('name'), required: true },
      tagline: text('tagline'),
      description: text('description'),
      greeting: text('greeting'),
      scenario: text('scenario'),
      tags: text('tags'),
      language: { kind: 'text', description: 'personas.making.fields.language', maxLength: 35 },
    },
    guards: CREATORS,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const maker = makerOf(ctx)
      if (!maker) return nobody(ctx)
      const written = ASKED.map((part) => changeOf(part, ctx.options[part] ?? ''))
      const created = await createPersona(maker, {
        ...together(written),
        name: ctx.options.name,
        language: ctx.options.language ?? ctx.locale,
      })
      return created.outcome === 'created'
        ? draftView(
            ctx,
            created.own,
            ctx.t('personas.making.create.done', { name: created.own.persona.name })
          )
        : [...notCreated(ctx, created), ...echo(ctx), ...createForm(ctx)]
    },
  })
  return [create, becomeCreator, createDraft]
}

/** Nothing that was written is lost with the form. */
function echo(ctx: TurnContext & { options: Partial<Record<Part, string>> }): Reply {
  const words = ASKED.map((part) => ctx.options[part] ?? '').filter((word) => word !== '')
  return [notice(ctx.t('personas.making.your_words', { words: words.join('\n\n') }))]
}

/** Why a persona was not made. */
export function notCreated(
  ctx: TurnContext,
  created: Exclude<Creation, { outcome: 'created' }>
): Reply {
  switch (created.outcome) {
    case 'wrong':
      return [{ kind: 'text', tone: 'error', text: wrongText(ctx.t, created.wrong) }]
    case 'too_many': {
      const text = ctx.t('personas.making.too_many', { limit: created.limit })
      return [{ kind: 'text', tone: 'error', text }]
    }
  }
}

function createForm(ctx: TurnContext): Reply {
  const names = new Intl.DisplayNames([ctx.locale], { type: 'language' })
  const fields: FormField[] = ASKED.map((part) => ({
    name: part,
    label: ctx.t(`personas.making.fields.${part}`),
    hint: ctx.t(`personas.making.hints.${part}`),
    kind: isLongPart(part) ? 'paragraph' : 'line',
    required: NEEDED.includes(part),
    maxLength: lengthOfPart(part),
  }))
  const language: FormField = {
    name: 'language',
    label: ctx.t('personas.making.fields.language'),
    hint: ctx.t('personas.making.hints.language'),
    kind: 'select',
    required: true,
    maxLength: 35,
    choices: LANGUAGES.map((tag) => ({ label: names.of(tag) ?? tag, value: tag })),
  }
  return [
    {
      kind: 'form',
      title: ctx.t('personas.making.create.title'),
      fields: [...fields, language],
      submit: {
        label: ctx.t('personas.making.create.submit'),
        invoke: { command: 'create_draft' },
        style: 'primary',
      },
      cancelLabel: ctx.t('personas.making.cancel'),
    },
  ]
}
