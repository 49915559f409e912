import type { Converse, TurnContext } from '#app/bot_kit/command'
import { choosePersona } from '#plugins/personas/actions/choose_persona'
import { claimConversations } from '#plugins/personas/actions/claim_conversations'
import {
  receiveMessage,
  type Reception,
  type SaidText,
} from '#plugins/personas/actions/receive_message'
import { historyLimit } from '#plugins/personas/prompt/gather_material'
import { errorText } from '#plugins/personas/bot/error_text'
import { personaList } from '#plugins/personas/bot/persona_view'
import { answerWith } from '#plugins/personas/bot/reply_view'
import { ownerOf, placeKey } from '#plugins/personas/conversation'
import { refusalToTalk } from '#plugins/personas/making/may_talk'
import { personaOfPlace } from '#plugins/personas/queries/conversations'
import { plainText } from '#plugins/personas/plain_text'
import { routeMessage } from '#plugins/personas/rooms/route_message'
import type { ChatServices } from '#plugins/personas/services'

/**
 * Plain text goes to the persona that the speaker talks to in this place. What was said aloud comes here too, once it
 * is text.
 */
export function converseWith(services: ChatServices): Converse {
  return async (ctx, said) => {
    const text = plainText(said)
    if (text.trim() === '') return errorText(ctx, 'message_empty')
    const whose = { ownerId: ownerOf(ctx), place: placeKey(ctx.frontend, ctx.place) }
    await routeMessage(ctx, whose, text)
    const received = await receive(ctx, {
      ...whose,
      accountId: ctx.account.id,
      text,
      tokens: services.ai.countTokens(text),
      turnKey: ctx.turnKey,
      historyLimit: historyLimit(services.ai.model(null)),
    })
    if (received.outcome !== 'received') {
      return [await personaList(ctx, { title: ctx.t('personas.talk.nobody') })]
    }
    if (received.turnDone) return []
    const refusal = refusalToTalk(ctx, received.conversation.persona)
    if (refusal) return refusal
    return answerWith(ctx, services, received)
  }
}

async function receive(ctx: TurnContext, message: SaidText): Promise<Reception> {
  const received = await receiveMessage(message)
  switch (received.outcome) {
    case 'received':
      return received
    case 'unclaimed':
      await claimConversations(message.accountId, message.ownerId)
      return receive(ctx, message)
    case 'no_conversation':
      return (await joinPlace(ctx, message)) ? receiveMessage(message) : received
  }
}

/** In a group, who has not chosen a persona talks to the one that was chosen there last. */
async function joinPlace(ctx: TurnContext, { ownerId, place }: SaidText): Promise<boolean> {
  if (ctx.place.kind !== 'group') return false
  const persona = await personaOfPlace(place)
  if (!persona || refusalToTalk(ctx, persona)) return false
  await choosePersona({ ownerId, place, persona, introduced: false })
  return true
}
