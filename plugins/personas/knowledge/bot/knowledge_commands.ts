import { defineCommand, type AnyBotCommand } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import { paging, type Reply } from '#app/bot_kit/reply'
import { label } from '#plugins/personas/bot/offers'
import { addCommand } from '#plugins/personas/knowledge/bot/add_command'
import { knowledgeView } from '#plugins/personas/knowledge/bot/knowledge_view'
import { removeCommands } from '#plugins/personas/knowledge/bot/remove_commands'
import type { KnowledgeServices } from '#plugins/personas/knowledge/services'
import { CREATORS, nobody, notYours, PERSONA } from '#plugins/personas/making/bot/making_kit'
import { listOwnPersonas, ownPersona } from '#plugins/personas/making/own_personas'

const PAGE = {
  kind: 'integer',
  description: 'personas.list.page',
  min: 1,
  max: 1_000,
} as const

/** What a creator's personas know beside what is written about them. */
export function knowledgeCommands(services: KnowledgeServices): AnyBotCommand[] {
  const knowledge = defineCommand({
    name: 'knowledge',
    topic: 'creators',
    description: 'personas.knowledge.description',
    options: {
      persona: { kind: 'text', description: 'personas.knowledge.option', maxLength: 60 },
      page: PAGE,
    },
    positional: 'persona',
    guards: CREATORS,
    visibility: 'private',
    async run(ctx): Promise<Reply> {
      if (!ctx.person) return nobody(ctx)
      const { persona, page = 1 } = ctx.options
      if (persona !== undefined && persona !== '') {
        const own = await ownPersona(persona.trim().toLowerCase(), ctx.person.id)
        return own ? knowledgeView(ctx, own) : notYours(ctx)
      }
      const found = await listOwnPersonas(ctx.person.id, { page, pageSize: LIMITS.pageSize })
      const [only] = found.personas
      if (only && found.personas.length === 1 && found.pages === 1) return knowledgeView(ctx, only)
      return [
        {
          kind: 'list',
          title: ctx.t('personas.knowledge.whose'),
          items: found.personas.map((own) => ({
            title: own.persona.name,
            text: own.persona.tagline,
            button: {
              label: label(ctx.t('personas.knowledge.open', { name: own.persona.name })),
              invoke: { command: 'knowledge_of', options: { persona: own.persona.id } },
            },
          })),
          empty: ctx.t('personas.knowledge.no_personas'),
          paging: paging(
            found,
            { previous: ctx.t('personas.list.previous'), next: ctx.t('personas.list.next') },
            { command: 'knowledge' }
          ),
          buttons:
            found.personas.length > 0
              ? []
              : [{ label: ctx.t('personas.knowledge.create'), invoke: { command: 'create' } }],
        },
      ]
    },
  })

  const of = defineCommand({
    name: 'knowledge_of',
    description: 'personas.knowledge.description',
    options: { ...PERSONA, page: PAGE },
    guards: CREATORS,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const own = ctx.person && (await ownPersona(ctx.options.persona, ctx.person.id))
      return own ? knowledgeView(ctx, own, ctx.options.page) : notYours(ctx)
    },
  })

  return [knowledge, of, addCommand(services), ...removeCommands()]
}
