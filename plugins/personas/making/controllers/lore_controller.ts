import type { HttpContext } from '@adonisjs/core/http'
import type { LoreEntry, Lorebook } from '#plugins/personas/lorebook/lorebook'
import { validateLorebook } from '#plugins/personas/lorebook/validate_lorebook'
import { EMPTY_BOOK, keysOf, PLAIN_ENTRY } from '#plugins/personas/making/bot/lore_commands'
import { editPersona } from '#plugins/personas/making/edit_persona'
import type { OwnPersona } from '#plugins/personas/making/own_personas'
import { PERSONA_LIMITS } from '#plugins/personas/making/persona_limits'
import {
  makingServices,
  personaHere,
  type CreatorHere,
} from '#plugins/personas/making/web/creator_here'
import { editWords } from '#plugins/personas/making/web/edit_words'

/** What a persona knows of its world. */
export default class LoreController {
  async show(ctx: HttpContext) {
    const here = await personaHere(ctx)
    return here ? this.#page(ctx, here, here.own) : undefined
  }

  /** Adds, changes or removes one entry, or changes the settings of the book. */
  async update(ctx: HttpContext) {
    const here = await personaHere(ctx)
    if (!here) return
    const { own, maker } = here
    const body: Record<string, unknown> = ctx.request.body()
    const book = own.persona.lorebook ?? EMPTY_BOOK
    const edited = await editPersona(await makingServices(), maker, {
      personaId: own.persona.id,
      change: { lorebook: changed(book, body) },
      version: Number(body.version) || 0,
    })
    if (edited.outcome === 'saved') {
      ctx.session.flash('said', ctx.i18n.t('personas.making.edit.saved'))
      return ctx.response.redirect(`/personas/${edited.own.persona.slug}/lorebook`)
    }
    ctx.response.status(edited.outcome === 'conflict' ? 409 : 422)
    const wrong = editWords(ctx.i18n.t.bind(ctx.i18n), edited)
    // What was typed is shown as a new entry, so that nothing of it is lost.
    const typed = body.do === 'remove' ? PLAIN_ENTRY : entryIn(body, PLAIN_ENTRY)
    return this.#page(ctx, here, edited.outcome === 'conflict' ? edited.own : own, { wrong, typed })
  }

  #page(
    ctx: HttpContext,
    { pages }: CreatorHere,
    { persona, version }: OwnPersona,
    problem: { wrong?: string; typed?: LoreEntry } = {}
  ) {
    const book = persona.lorebook ?? EMPTY_BOOK
    return pages.render(ctx, 'personas::making/lorebook', {
      wrong: problem.wrong,
      typed: problem.typed ?? PLAIN_ENTRY,
      said: ctx.session.flashMessages.get('said'),
      persona,
      version,
      book,
      limits: PERSONA_LIMITS,
      problems: validateLorebook(book).map(({ name, key, reason }) => ({
        name,
        key,
        why: ctx.i18n.t(`personas.lorebook.problem.${reason}`),
      })),
    })
  }
}

function changed(book: Lorebook, body: Readonly<Record<string, unknown>>): Lorebook {
  const place = Number(body.entry)
  switch (body.do) {
    case 'settings':
      return {
        ...book,
        scanDepth: Number(body.scanDepth),
        tokenBudget: Number(body.tokenBudget),
        recursive: body.recursive === '1',
      }
    case 'remove':
      return { ...book, entries: book.entries.filter((_, at) => at !== place) }
    case 'change':
      return {
        ...book,
        entries: book.entries.map((entry, at) => (at === place ? entryIn(body, entry) : entry)),
      }
    default:
      return { ...book, entries: [...book.entries, entryIn(body, PLAIN_ENTRY)] }
  }
}

function entryIn(body: Readonly<Record<string, unknown>>, before: LoreEntry): LoreEntry {
  const text = (name: string) => {
    const value = body[name]
    return typeof value === 'string' ? value.replaceAll('\r\n', '\n') : ''
  }
  const useRegex = body.useRegex === '1'
  // A regular expression may hold commas: there, each stands on a line of its own.
  const keys = (name: string) => keysOf(text(name), useRegex)
  return {
    ...before,
    name: text('name'),
    keys: keys('keys'),
    secondaryKeys: keys('secondaryKeys'),
    selective: text('secondaryKeys').trim() !== '',
    constant: body.constant === '1',
    enabled: body.enabled === '1',
    caseSensitive: body.caseSensitive === '1',
    useRegex,
    content: text('content'),
    insertionOrder: Number(text('insertionOrder')) || 0,
    position: body.position === 'after_character' ? 'after_character' : 'before_character',
  }
}
