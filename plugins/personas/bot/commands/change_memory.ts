import { defineCommand } from '#app/bot_kit/command'
import type { TurnContext } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import type { Reply, ReplyNode } from '#app/bot_kit/reply'
import { changeMemory, forgetMemory } from '#plugins/personas/actions/keep_memory'
import { messageIdOf } from '#plugins/personas/bot/kept_message'
import { wordsForm } from '#plugins/personas/bot/memory_form'
import { excerpt, notice, refusalToKeep } from '#plugins/personas/bot/memory_view'
import { label } from '#plugins/personas/bot/offers'
import { whoseOf } from '#plugins/personas/bot/whose'
import { plainText } from '#plugins/personas/plain_text'
import { findMemory } from '#plugins/personas/queries/memories'
import type { ChatServices } from '#plugins/personas/services'

/** Most digits of a memory's number in a button's options. */
const ID_DIGITS = 20

const MEMORY = {
  kind: 'text',
  description: 'personas.memory.which',
  maxLength: ID_DIGITS,
  required: true,
} as const

const gone = (ctx: TurnContext): ReplyNode => notice(ctx.t('personas.memory.gone'))

/** What a memory's button means: its words can be changed, or forgotten. */
export const memoryOpenCommand = () =>
  defineCommand({
    name: 'memory_open',
    description: 'personas.memory.change',
    options: { memory: MEMORY },
    guards: [],
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const { ownerId } = await whoseOf(ctx)
      const id = messageIdOf(ctx.options.memory)
      const memory = id === null ? null : await findMemory(id, ownerId)
      if (!memory) return [gone(ctx)]
      const { persona: name } = memory
      const title = ctx.t('personas.memory.change_title', { name })
      const options = { memory: ctx.options.memory }
      return [
        {
          kind: 'choice',
          text: ctx.t('personas.memory.open', { text: memory.text }),
          buttons: [
            {
              label: label(ctx.t('personas.memory.forget')),
              invoke: { command: 'memory_forget', options },
              style: 'danger',
              singleUse: true,
            },
          ],
        },
        wordsForm(ctx, {
          title,
          name,
          command: 'memory_change',
          field: 'text',
          options,
          value: memory.text,
        }),
      ]
    },
  })

export const memoryChangeCommand = (services: ChatServices) =>
  defineCommand({
    name: 'memory_change',
    description: 'personas.memory.change',
    options: {
      memory: MEMORY,
      text: {
        kind: 'text',
        description: 'personas.memory.add',
        maxLength: LIMITS.messageLength,
        required: true,
      },
    },
    guards: [],
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const { ownerId } = await whoseOf(ctx)
      const id = messageIdOf(ctx.options.memory)
      const text = plainText(ctx.options.text).trim()
      const memory = id === null ? null : await findMemory(id, ownerId)
      if (!memory || text === '') return [gone(ctx)]
      const refusal = await refusalToKeep(ctx, services, memory, text)
      if (refusal) return refusal
      await changeMemory({ id: memory.id, ownerId }, text, (said) => services.ai.countTokens(said))
      const words = { name: memory.persona, text: excerpt(text) }
      return [notice(ctx.t('personas.memory.changed', words))]
    },
  })

export const memoryForgetCommand = () =>
  defineCommand({
    name: 'memory_forget',
    description: 'personas.memory.forget',
    options: { memory: MEMORY },
    guards: [],
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const { ownerId } = await whoseOf(ctx)
      const id = messageIdOf(ctx.options.memory)
      const memory = id === null ? null : await findMemory(id, ownerId)
      if (!memory) return [gone(ctx)]
      await forgetMemory({ id: memory.id, ownerId })
      return [notice(ctx.t('personas.memory.forgotten', { name: memory.persona }))]
    },
  })
