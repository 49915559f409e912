import { defineCommand, type AnyBotCommand, type TurnContext } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import { paging, type Reply } from '#app/bot_kit/reply'
import { USUAL_BOOK } from '#plugins/personas/cards/card_lorebook'
import type { LoreEntry, Lorebook } from '#plugins/personas/lorebook/lorebook'
import { editedView } from '#plugins/personas/making/bot/edit_commands'
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
} from '#plugins/personas/making/bot/making_kit'
import { FORM_LENGTH } from '#plugins/personas/making/bot/parts'
import { editPersona } from '#plugins/personas/making/edit_persona'
import type { MakingServices } from '#plugins/personas/making/maker'
import { ownPersona, type OwnPersona } from '#plugins/personas/making/own_personas'

/** A lorebook before its first entry. */
export const EMPTY_BOOK: Lorebook = { ...USUAL_BOOK, entries: [] }

/** An entry that says nothing but its words. */
export const PLAIN_ENTRY: LoreEntry = {
  name: '',
  keys: [],
  secondaryKeys: [],
  selective: false,
  constant: false,
  enabled: true,
  caseSensitive: false,
  useRegex: false,
  content: '',
  insertionOrder: 100,
  priority: 0,
  position: 'before_character',
}

/** Words as keys: one behind each comma or line; behind each line alone where they are regular expressions. */
export const keysOf = (text: string, linesAlone = false): string[] => [
  ...new Set(
    text
      .split(linesAlone ? '\n' : /[,\n]/)
      .map((key) => key.trim())
      .filter((key) => key !== '')
  ),
]

/** What a persona knows of its world: seen, added to, taken from. All else is on the web page. */
export function loreCommands(services: MakingServices): AnyBotCommand[] {
  const list = defineCommand({
    name: 'persona_lore',
    description: 'personas.making.lore.description',
    options: {
      ...PERSONA,
      page: { kind: 'integer', description: 'personas.list.page', min: 1, max: 1_000 },
    },
    guards: CREATORS,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const own = ctx.person && (await ownPersona(ctx.options.persona, ctx.person.id))
      return own ? loreView(ctx, own, ctx.options.page ?? 1) : notYours(ctx)
    },
  })

  const add = defineCommand({
    name: 'add_lore',
    description: 'personas.making.lore.description',
    options: PERSONA,
    guards: CREATORS,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const own = ctx.person && (await ownPersona(ctx.options.persona, ctx.person.id))
      if (!own) return notYours(ctx)
      return [
        {
          kind: 'form',
          title: ctx.t('personas.making.lore.add'),
          fields: [
            {
              name: 'keys',
              label: ctx.t('personas.making.lore.keys'),
              hint: ctx.t('personas.making.lore.keys_hint'),
              kind: 'line',
              required: true,
              maxLength: 500,
            },
            {
              name: 'content',
              label: ctx.t('personas.making.lore.content'),
              hint: ctx.t('personas.making.lore.content_hint'),
              kind: 'paragraph',
              required: true,
              maxLength: FORM_LENGTH,
            },
          ],
          submit: {
            label: ctx.t('personas.making.edit.save'),
            invoke: { command: 'save_lore', options: { persona: own.persona.id } },
            style: 'primary',
          },
          cancelLabel: ctx.t('personas.making.cancel'),
        },
      ]
    },
  })

  const save = defineCommand({
    name: 'save_lore',
    description: 'personas.making.lore.description',
    options: {
      ...PERSONA,
      keys: {
        kind: 'text',
        description: 'personas.making.lore.keys',
        maxLength: 500,
        required: true,
      },
      content: {
        kind: 'text',
        description: 'personas.making.lore.content',
        maxLength: FORM_LENGTH,
        required: true,
      },
    },
    guards: CREATORS,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const { keys, content } = ctx.options
      const entry = { ...PLAIN_ENTRY, keys: keysOf(keys), content }
      return change(ctx, services, ctx.options.persona, null, (book) => [...book.entries, entry])
    },
  })

  const remove = defineCommand({
    name: 'remove_lore',
    description: 'personas.making.lore.description',
    options: {
      ...PERSONA,
      entry: {
        kind: 'integer',
        description: 'personas.making.lore.content',
        min: 0,
        max: 10_000,
        required: true,
      },
      version: {
        kind: 'integer',
        description: 'personas.making.option_part',
        min: 1,
        max: 999_999_999,
        required: true,
      },
    },
    guards: CREATORS,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const { persona, entry, version } = ctx.options
      return change(ctx, services, persona, version, (book) =>
        book.entries.filter((_, at) => at !== entry)
      )
    },
  })
  return [list, add, save, remove]
}

async function change(
  ctx: TurnContext,
  services: MakingServices,
  personaId: string,
  version: number | null,
  changed: (book: Lorebook) => readonly LoreEntry[]
): Promise<Reply> {
  const maker = makerOf(ctx)
  if (!maker) return nobody(ctx)
  const own = await ownPersona(personaId, maker.person.id)
  if (!own) return notYours(ctx)
  const book = own.persona.lorebook ?? EMPTY_BOOK
  const lorebook = { ...book, entries: changed(book) }
  const edited = await editPersona(services, maker, {
    personaId,
    change: { lorebook },
    // What was read a moment ago is what is written over, whoever asked for it.
    version: version ?? own.version,
  })
  if (edited.outcome === 'conflict') {
    return [notice(ctx.t('personas.making.edit.try_again')), ...loreView(ctx, edited.own, 1)]
  }
  return edited.outcome === 'saved' ? loreView(ctx, edited.own, 1) : editedView(ctx, edited)
}

function loreView(ctx: TurnContext, own: OwnPersona, asked: number): Reply {
  const entries = own.persona.lorebook?.entries ?? []
  const pages = Math.max(1, Math.ceil(entries.length / LIMITS.pageSize))
  const page = Math.min(asked, pages)
  const from = (page - 1) * LIMITS.pageSize
  return [
    {
      kind: 'list',
      title: ctx.t('personas.making.lore.title', { name: own.persona.name }),
      items: entries.slice(from, from + LIMITS.pageSize).map((entry, at) => ({
        title: clipped(entry.name || entry.keys.join(', ') || '…', 80),
        text: clipped(entry.content, 120),
        button: {
          ...act(ctx, 'remove_lore', own, { entry: from + at, version: own.version }),
          singleUse: true,
        },
      })),
      empty: ctx.t('personas.making.lore.empty'),
      footer: ctx.t('personas.making.lore.footer'),
      paging: paging(
        { page, pages },
        { previous: ctx.t('personas.list.previous'), next: ctx.t('personas.list.next') },
        { command: 'persona_lore', options: { persona: own.persona.id } }
      ),
      buttons: [act(ctx, 'add_lore', own), backTo(ctx, own)],
    },
  ]
}
