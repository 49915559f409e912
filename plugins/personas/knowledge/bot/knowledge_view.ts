import type { TurnContext } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import { paging, type ListItem, type Reply } from '#app/bot_kit/reply'
import { label } from '#plugins/personas/bot/offers'
import type { KnowledgeFile } from '#plugins/personas/knowledge/knowledge'
import { fileText, limitWords, roomText } from '#plugins/personas/knowledge/knowledge_words'
import { listFiles } from '#plugins/personas/knowledge/queries/list_files'
import { act, backTo } from '#plugins/personas/making/bot/making_kit'
import type { OwnPersona } from '#plugins/personas/making/own_personas'

/** What a persona was given to know, and how much room is left. */
export async function knowledgeView(ctx: TurnContext, own: OwnPersona, page = 1): Promise<Reply> {
  const { id, name } = own.persona
  const files = await listFiles(id)
  const pages = Math.max(1, Math.ceil(files.length / LIMITS.pageSize))
  const shown = Math.min(page, pages)
  const from = (shown - 1) * LIMITS.pageSize
  return [
    {
      kind: 'list',
      title: ctx.t('personas.knowledge.title', { name }),
      items: files.slice(from, from + LIMITS.pageSize).map((file) => itemOf(ctx, own, file)),
      empty: ctx.t('personas.knowledge.empty', { name }),
      footer: [roomText(ctx.t, files), ctx.t('personas.knowledge.how', limitWords())].join('\n'),
      paging: paging(
        { page: shown, pages },
        { previous: ctx.t('personas.list.previous'), next: ctx.t('personas.list.next') },
        { command: 'knowledge_of', options: { persona: id } }
      ),
      buttons: [
        ...(files.some(({ state }) => state === 'waiting')
          ? [{ ...act(ctx, 'knowledge_of', own, {}, 'personas.knowledge.again'), replaces: true }]
          : []),
        backTo(ctx, own),
      ],
    },
  ]
}

function itemOf(ctx: TurnContext, own: OwnPersona, file: KnowledgeFile): ListItem {
  return {
    title: file.name,
    text: fileText(ctx.t, file),
    button: {
      label: label(ctx.t('personas.knowledge.remove', { file: shortName(file.name) })),
      invoke: { command: 'knowledge_remove', options: { persona: own.persona.id, file: file.id } },
    },
  }
}

/** A name that fits on a button beside a word or two. */
const shortName = (name: string): string =>
  name.length <= 24 ? name : `${name.slice(0, 11)}…${name.slice(-11)}`.toWellFormed()

/** Most personas that are offered as buttons: Discord draws 25, some places are taken by others. */
export const OFFERED_PERSONAS = 20
