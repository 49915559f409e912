import { defineCommand } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { resetConversation } from '#plugins/personas/actions/change_conversation'
import { forgetMemories } from '#plugins/personas/actions/forget'
import { label } from '#plugins/personas/bot/offers'
import { meetingOf } from '#plugins/personas/bot/persona_view'
import { whoseOf } from '#plugins/personas/bot/whose'
import { conversationById, currentConversation } from '#plugins/personas/queries/conversations'
import { refusalToTalk } from '#plugins/personas/making/may_talk'
import type { ChatServices } from '#plugins/personas/services'

/** Asks whether the persona is to forget everything. */
export const resetCommand = (_services: ChatServices) =>
  defineCommand({
    name: 'reset',
    topic: 'talking',
    description: 'personas.reset.description',
    options: {},
    guards: [],
    visibility: 'private',
    async run(ctx): Promise<Reply> {
      const conversation = await currentConversation(await whoseOf(ctx))
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
            {
              label: label(ctx.t('personas.memory.reset.all')),
              invoke: {
                command: 'reset_now',
                options: { conversation: conversation.id, memories: true },
              },
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
      memories: { kind: 'boolean', description: 'personas.memory.reset.all' },
    },
    guards: [],
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const { ownerId } = await whoseOf(ctx)
      const conversation = await conversationById(ctx.options.conversation, ownerId)
      if (!conversation) {
        return [{ kind: 'text', tone: 'notice', text: ctx.t('personas.reset.nothing') }]
      }
      const { memories = false } = ctx.options
      await resetConversation(conversation.id)
      if (memories) await forgetMemories(conversation)
      const done = memories ? 'personas.memory.reset.done' : 'personas.reset.done'
      return [
        {
          kind: 'text',
          tone: 'notice',
          text: ctx.t(done, { name: conversation.persona.name }),
        },
        ...(refusalToTalk(ctx, conversation.persona)
          ? []
          : meetingOf(ctx, services, { conversation, talked: false }).slice(1)),
      ]
    },
  })
