import { defineCommand, type TurnContext } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import { paging, type Reply } from '#app/bot_kit/reply'
import { forgetConversation } from '#plugins/personas/actions/forget'
import { excerpt, notice } from '#plugins/personas/bot/memory_view'
import { label } from '#plugins/personas/bot/offers'
import { whoseOf } from '#plugins/personas/bot/whose'
import { conversationById } from '#plugins/personas/queries/conversations'
import { listChats, type Chat } from '#plugins/personas/queries/chats'

/** Most pages that anyone turns. */
const LAST_PAGE = 1_000
/** Characters of a conversation's id. */
const UUID_LENGTH = 36

/** One's conversations, with what was said last in each. */
export const chatsCommand = () =>
  defineCommand({
    name: 'chats',
    topic: 'talking',
    description: 'personas.memory.chats.description',
    options: {
      page: { kind: 'integer', description: 'personas.memory.chats.page', min: 1, max: LAST_PAGE },
    },
    positional: 'page',
    guards: [],
    visibility: 'private',
    async run(ctx): Promise<Reply> {
      const asked = { page: ctx.options.page ?? 1, pageSize: LIMITS.pageSize }
      const found = await listChats(await whoseOf(ctx), asked)
      return [
        {
          kind: 'list',
          title: ctx.t('personas.memory.chats.title'),
          items: found.chats.map(({ persona, last }) => ({
            title: persona.name,
            text: lastWords(ctx, last),
            imageUrl: persona.picture,
            button: {
              label: label(ctx.t('personas.memory.chats.continue', { name: persona.name })),
              invoke: { command: 'talk', options: { name: persona.slug } },
            },
          })),
          empty: ctx.t('personas.memory.chats.empty'),
          footer: ctx.t('personas.memory.chats.footer'),
          paging: paging(
            found,
            { previous: ctx.t('personas.memory.previous'), next: ctx.t('personas.memory.next') },
            { command: 'chats' }
          ),
          buttons: found.chats.map(({ id, persona }) => ({
            label: label(ctx.t('personas.memory.chats.forget', { name: persona.name })),
            invoke: { command: 'chat_forget', options: { conversation: id } },
          })),
        },
      ]
    },
  })

function lastWords(ctx: TurnContext, last: Chat['last']): string {
  if (!last) return ctx.t('personas.memory.chats.silent')
  return ctx.t('personas.memory.chats.item', { who: last.role, text: excerpt(last.text) })
}

const CONVERSATION = {
  kind: 'text',
  description: 'personas.memory.chats.which',
  maxLength: UUID_LENGTH,
  required: true,
} as const

/** Asks whether a conversation is really to be forgotten. */
export const chatForgetCommand = () =>
  defineCommand({
    name: 'chat_forget',
    description: 'personas.memory.chats.description',
    options: { conversation: CONVERSATION },
    guards: [],
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const { ownerId } = await whoseOf(ctx)
      const conversation = await conversationById(ctx.options.conversation, ownerId)
      if (!conversation) return [notice(ctx.t('personas.memory.chats.empty'))]
      const { name } = conversation.persona
      return [
        {
          kind: 'choice',
          text: ctx.t('personas.memory.chats.question', { name }),
          buttons: [
            {
              label: label(ctx.t('personas.memory.chats.yes')),
              invoke: { command: 'chat_forget_now', options: { conversation: conversation.id } },
              style: 'danger',
              singleUse: true,
            },
          ],
        },
      ]
    },
  })

/** What yes to that means. */
export const chatForgetNowCommand = () =>
  defineCommand({
    name: 'chat_forget_now',
    description: 'personas.memory.chats.description',
    options: { conversation: CONVERSATION },
    guards: [],
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const { ownerId } = await whoseOf(ctx)
      const conversation = await conversationById(ctx.options.conversation, ownerId)
      if (!conversation) return [notice(ctx.t('personas.memory.chats.empty'))]
      await forgetConversation(conversation)
      const { name } = conversation.persona
      return [notice(ctx.t('personas.memory.chats.forgotten', { name }))]
    },
  })
