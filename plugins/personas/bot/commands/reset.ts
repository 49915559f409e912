import { defineCommand } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { resetConversation } from '#plugins/personas/actions/change_conversation'
import { label } from '#plugins/personas/bot/offers'
import { meetingOf } from '#plugins/personas/bot/persona_view'
import { placeKey } from '#plugins/personas/conversation'
import { conversationById, currentConversation } from '#plugins/personas/queries/conversations'
import type { ChatServices } from '#plugins/personas/services'

/** Asks whether the persona is to forget everything. */
export const resetCommand = (_services: ChatServices) =>
  defineCommand({
    name: 'reset',
    description: 'personas.reset.description',
    options: {},
    guards: [],
    visibility: 'private',
    async run(ctx): Promise<Reply> {
      const place = placeKey(ctx.frontend, ctx.place)
      const conversation = await currentConversation(ctx.account.id, place)
      if (!conversation) {
        return [{ kind: 'text', tone: 'notice', text: ctx.t('personas.reset.nothing') }]
      }
      return [
        {
          kind: 'choice',
          text: ctx.t('personas.reset.question', { name: conversation.persona.name }),
          buttons: [
            {
              label: label(ctx.t('personas.reset.yes')),
              invoke: { command: 'reset_now', options: { conversation: conversation.id } },
              style: 'danger',
              singleUse: true,
            },
          ],
        },
      ]
    },
  })

/** What the button of {@link resetCommand} means. */
export const resetNowCommand = (services: ChatServices) =>
  defineCommand({
    name: 'reset_now',
    description: 'personas.reset.description',
    options: {
      conversation: {
        kind: 'text',
        description: 'personas.reset.description',
        maxLength: 36,
        required: true,
      },
    },
    guards: [],
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const conversation = await conversationById(ctx.options.conversation, ctx.account.id)
      if (!conversation) {
        return [{ kind: 'text', tone: 'notice', text: ctx.t('personas.reset.nothing') }]
      }
      await resetConversation(conversation.id)
      return [
        {
          kind: 'text',
          tone: 'notice',
          text: ctx.t('personas.reset.done', { name: conversation.persona.name }),
        },
        ...meetingOf(ctx, services, { conversation, talked: false }).slice(1),
      ]
    },
  })
