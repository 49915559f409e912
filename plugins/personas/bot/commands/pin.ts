import { defineCommand, type TurnContext } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import type { Reply } from '#app/bot_kit/reply'
import { keepMemory } from '#plugins/personas/actions/keep_memory'
import { keptView, notice, refusalToKeep } from '#plugins/personas/bot/memory_view'
import { whoseOf } from '#plugins/personas/bot/whose'
import { chatKey, type Conversation } from '#plugins/personas/conversation'
import type { Memory } from '#plugins/personas/memory/recollection'
import { plainText } from '#plugins/personas/plain_text'
import { currentConversation } from '#plugins/personas/queries/conversations'
import { lastMessage, replyShownAs } from '#plugins/personas/queries/messages'
import type { ChatServices } from '#plugins/personas/services'

/**
 * Has the persona keep something in mind: the words that are given, the persona's message that is replied to, or what
 * the fan said last.
 */
export const pinCommand = (services: ChatServices) =>
  defineCommand({
    name: 'pin',
    topic: 'talking',
    description: 'personas.memory.pin.description',
    options: {
      words: {
        kind: 'text',
        description: 'personas.memory.pin.words',
        maxLength: LIMITS.messageLength,
      },
    },
    positional: 'words',
    guards: [],
    visibility: 'private',
    async run(ctx): Promise<Reply> {
      const conversation = await currentConversation(await whoseOf(ctx))
      if (!conversation) return [notice(ctx.t('personas.memory.nobody'))]
      const meant = await meantBy(ctx, conversation, plainText(ctx.options.words ?? '').trim())
      if (!meant) return [notice(ctx.t('personas.memory.nothing_said'))]
      const refusal = await refusalToKeep(ctx, services, conversation.persona, meant.text)
      if (refusal) return refusal
      const kept = await keepMemory(conversation, meant, (text) => services.ai.countTokens(text))
      return keptView(ctx, conversation, kept)
    },
  })

async function meantBy(
  ctx: TurnContext,
  conversation: Conversation,
  words: string
): Promise<Pick<Memory, 'source' | 'text'> | null> {
  if (words !== '') return { source: 'note', text: words }
  const { replyTo } = ctx.place
  const shown = replyTo && (await replyShownAs(chatKey(ctx.frontend, ctx.place), replyTo))
  if (shown && shown.conversationId === conversation.id && shown.text !== '') {
    return { source: 'persona', text: shown.text }
  }
  const last = await lastMessage(conversation.id, ctx.turnKey)
  return last && { source: 'fan', text: last.message.text }
}
