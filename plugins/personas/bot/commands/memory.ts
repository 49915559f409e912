import { defineCommand } from '#app/bot_kit/command'
import type { TurnContext } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import { paging, type Reply, type ReplyNode } from '#app/bot_kit/reply'
import { keepMemory } from '#plugins/personas/actions/keep_memory'
import { wordsForm } from '#plugins/personas/bot/memory_form'
import { keptView, notice, refusalToKeep } from '#plugins/personas/bot/memory_view'
import { label } from '#plugins/personas/bot/offers'
import { whoseOf } from '#plugins/personas/bot/whose'
import { DIRECT, type Conversation } from '#plugins/personas/conversation'
import { plainText } from '#plugins/personas/plain_text'
import { currentConversation, readRecollection } from '#plugins/personas/queries/conversations'
import { listMemories } from '#plugins/personas/queries/memories'
import type { ChatServices } from '#plugins/personas/services'

/** Most pages that anyone turns. */
const LAST_PAGE = 100

/** What the persona that one talks to keeps in mind: to see, to change, to add to. */
export const memoryCommand = (services: ChatServices) =>
  defineCommand({
    name: 'memory',
    topic: 'talking',
    description: 'personas.memory.description',
    options: {
      add: { kind: 'text', description: 'personas.memory.add', maxLength: LIMITS.messageLength },
      page: { kind: 'integer', description: 'personas.memory.page', min: 1, max: LAST_PAGE },
    },
    positional: 'add',
    guards: [],
    visibility: 'private',
    async run(ctx): Promise<Reply> {
      const conversation = await currentConversation(await whoseOf(ctx))
      if (!conversation) return [notice(ctx.t('personas.memory.nobody'))]
      const text = plainText(ctx.options.add ?? '').trim()
      if (text === '') return memoryList(ctx, conversation, ctx.options.page ?? 1)
      const refusal = await refusalToKeep(ctx, services, conversation.persona, text)
      if (refusal) return refusal
      const kept = await keepMemory(conversation, { source: 'note', text }, (said) =>
        services.ai.countTokens(said)
      )
      return keptView(ctx, conversation, kept)
    },
  })

async function memoryList(
  ctx: TurnContext,
  conversation: Conversation,
  page: number
): Promise<Reply> {
  const { name } = conversation.persona
  const isPrivate = conversation.place === DIRECT
  const found = await listMemories(conversation, { page, pageSize: LIMITS.pageSize })
  const { summary } = await readRecollection(conversation.id)
  const list: ReplyNode = {
    kind: 'list',
    title: ctx.t(isPrivate ? 'personas.memory.title' : 'personas.memory.title_room', { name }),
    items: found.memories.map((memory) => ({
      title: ctx.t('personas.memory.source', { source: memory.source, name }),
      text: memory.text,
      button: {
        label: label(ctx.t('personas.memory.change')),
        invoke: { command: 'memory_open', options: { memory: String(memory.id) } },
      },
    })),
    empty: ctx.t('personas.memory.empty', { name }),
    footer: ctx.t(isPrivate ? 'personas.memory.footer' : 'personas.memory.footer_room', { name }),
    paging: paging(
      found,
      { previous: ctx.t('personas.memory.previous'), next: ctx.t('personas.memory.next') },
      { command: 'memory' }
    ),
    buttons: [
      {
        label: label(ctx.t('personas.memory.write')),
        invoke: { command: 'memory_write' },
        style: 'primary',
      },
    ],
  }
  if (!summary || summary.text === '') return [list]
  const told = ctx.t('personas.memory.summary', { name, summary: summary.text })
  return [notice(told), list]
}

/** What the button "keep something in mind" means. */
export const memoryWriteCommand = () =>
  defineCommand({
    name: 'memory_write',
    description: 'personas.memory.add',
    options: {},
    guards: [],
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const conversation = await currentConversation(await whoseOf(ctx))
      if (!conversation) return [notice(ctx.t('personas.memory.nobody'))]
      const { name } = conversation.persona
      const title = ctx.t('personas.memory.write')
      return [wordsForm(ctx, { title, name, command: 'memory', field: 'add' })]
    },
  })
