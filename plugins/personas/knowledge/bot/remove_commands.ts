import { defineCommand, type AnyBotCommand } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { label } from '#plugins/personas/bot/offers'
import { removeKnowledge } from '#plugins/personas/knowledge/actions/remove_knowledge'
import { knowledgeView } from '#plugins/personas/knowledge/bot/knowledge_view'
import { listFiles } from '#plugins/personas/knowledge/queries/list_files'
import {
  act,
  CREATORS,
  nobody,
  notice,
  notYours,
  PERSONA,
} from '#plugins/personas/making/bot/making_kit'
import { ownPersona } from '#plugins/personas/making/own_personas'

const OPTIONS = {
  ...PERSONA,
  file: {
    kind: 'text',
    description: 'personas.knowledge.description',
    maxLength: 36,
    required: true,
  },
} as const

/** Taking a file away again: asked, then done. */
export function removeCommands(): AnyBotCommand[] {
  const ask = defineCommand({
    name: 'knowledge_remove',
    description: 'personas.knowledge.description',
    options: OPTIONS,
    guards: CREATORS,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const own = ctx.person && (await ownPersona(ctx.options.persona, ctx.person.id))
      if (!own) return notYours(ctx)
      const file = (await listFiles(own.persona.id)).find(({ id }) => id === ctx.options.file)
      if (!file) return [notice(ctx.t('personas.knowledge.file_gone'))]
      return [
        {
          kind: 'choice',
          text: ctx.t('personas.knowledge.remove_question', {
            file: file.name,
            name: own.persona.name,
          }),
          buttons: [
            {
              label: label(ctx.t('personas.knowledge.remove_yes')),
              invoke: { command: 'knowledge_remove_now', options: ctx.options },
              style: 'danger',
              singleUse: true,
            },
            act(ctx, 'knowledge_of', own, {}, 'personas.knowledge.remove_no'),
          ],
        },
      ]
    },
  })

  const now = defineCommand({
    name: 'knowledge_remove_now',
    description: 'personas.knowledge.description',
    options: OPTIONS,
    guards: CREATORS,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      if (!ctx.person) return nobody(ctx)
      const own = await ownPersona(ctx.options.persona, ctx.person.id)
      if (!own) return notYours(ctx)
      const removed = await removeKnowledge(ctx.options.file, ctx.person.id)
      return [
        notice(ctx.t(removed ? 'personas.knowledge.removed' : 'personas.knowledge.file_gone')),
        ...(await knowledgeView(ctx, own)),
      ]
    },
  })
  return [ask, now]
}
