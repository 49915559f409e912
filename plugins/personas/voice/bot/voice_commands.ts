import { defineCommand, needsAccount, type TurnContext } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { priceOf } from '#plugins/personas/bot/offers'
import { personaList } from '#plugins/personas/bot/persona_view'
import { whoseOf } from '#plugins/personas/bot/whose'
import { refusalToTalk } from '#plugins/personas/making/may_talk'
import { conversationById, currentConversation } from '#plugins/personas/queries/conversations'
import type { ChatServices } from '#plugins/personas/services'
import { speak, unable, voiceOf } from '#plugins/personas/voice/bot/speak'
import { VOICE } from '#plugins/personas/voice/limits'
import { findReply, priceAloud, setAloud } from '#plugins/personas/voice/queries/aloud'

/** Whether the persona's replies are said aloud; without an option it says how it is. */
export const voiceCommand = (services: ChatServices) =>
  defineCommand({
    name: 'voice',
    topic: 'talking',
    description: 'personas.voice.description',
    options: {
      aloud: {
        kind: 'choice',
        description: 'personas.voice.aloud',
        choices: [
          { value: 'on', name: 'personas.voice.on' },
          { value: 'off', name: 'personas.voice.off' },
        ],
      },
    },
    positional: 'aloud',
    guards: [needsAccount],
    visibility: 'private',
    async run(ctx): Promise<Reply> {
      const conversation = await currentConversation(await whoseOf(ctx))
      if (!conversation) return [await personaList(ctx, { title: ctx.t('personas.talk.whom') })]
      const { persona } = conversation
      const { aloud } = ctx.options
      if (aloud === 'off') {
        await setAloud(conversation.id, null)
        return [said(ctx, 'personas.voice.turned_off', persona.name)]
      }
      if (!voiceOf(services, persona)) return [unable(ctx, services, persona)]
      if (aloud === 'on') {
        await setAloud(conversation.id, VOICE.pricePerPart)
        return [said(ctx, 'personas.voice.turned_on', persona.name)]
      }
      const isOn = (await priceAloud(conversation.id)) !== null
      return [
        {
          kind: 'choice',
          text: words(ctx, isOn ? 'personas.voice.is_on' : 'personas.voice.is_off', persona.name),
          buttons: [
            {
              label: ctx.t(isOn ? 'personas.voice.turn_off' : 'personas.voice.turn_on'),
              invoke: { command: 'voice', options: { aloud: isOn ? 'off' : 'on' } },
            },
          ],
        },
      ]
    },
  })

const words = (ctx: TurnContext, key: string, name: string): string =>
  ctx.t(key, {
    name,
    price: priceOf(ctx, VOICE.pricePerPart),
    characters: VOICE.part,
  })

const said = (ctx: TurnContext, key: string, name: string): Reply[number] => ({
  kind: 'text',
  tone: 'notice',
  text: words(ctx, key, name),
})

/** What a button with "hear it" and a price means. */
export const hearCommand = (services: ChatServices) =>
  defineCommand({
    name: 'hear',
    description: 'personas.voice.description',
    options: {
      reply: {
        kind: 'text',
        description: 'personas.voice.which',
        maxLength: 200,
        required: true,
      },
      price: {
        kind: 'integer',
        description: 'personas.voice.price',
        min: 0,
        max: 1_000_000,
        required: true,
      },
    },
    guards: [needsAccount],
    visibility: 'public',
    internal: true,
    async run(ctx): Promise<Reply> {
      const { person, options } = ctx
      const reply = person && (await findReply(options.reply, person.id))
      const conversation = reply && (await conversationById(reply.conversationId, person.id))
      if (!conversation) return [said(ctx, 'personas.voice.gone', '')]
      const { persona } = conversation
      const refusal = refusalToTalk(ctx, persona)
      if (refusal) return refusal
      return speak(ctx, services, {
        persona,
        personId: person.id,
        reply: reply.text,
        replyKey: options.reply,
        turnKey: ctx.turnKey,
        agreed: BigInt(options.price),
      })
    },
  })
