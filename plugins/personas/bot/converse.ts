import type { Converse, TurnContext } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { choosePersona } from '#plugins/personas/actions/choose_persona'
import { receiveMessage } from '#plugins/personas/actions/receive_message'
import { historyLimit } from '#plugins/personas/actions/start_reply'
import { errorText } from '#plugins/personas/bot/error_text'
import { mayMeet, personaList } from '#plugins/personas/bot/persona_view'
import { answerWith } from '#plugins/personas/bot/reply_view'
import { placeKey } from '#plugins/personas/conversation'
import { personaOfPlace } from '#plugins/personas/queries/conversations'
import { plainText } from '#plugins/personas/plain_text'
import type { Persona } from '#plugins/personas/persona'
import type { ChatServices } from '#plugins/personas/services'

/** Plain text goes to the persona that the account talks to in this place. */
export function converseWith(services: ChatServices): Converse {
  return async (ctx, said) => {
    const text = plainText(said)
    if (text.trim() === '') return errorText(ctx, 'message_empty')
    const place = placeKey(ctx.frontend, ctx.place)
    const message = {
      accountId: ctx.account.id,
      place,
      text,
      tokens: services.ai.countTokens(text),
      turnKey: ctx.turnKey,
      historyLimit: historyLimit(services.ai.model(null)),
    }
    const first = await receiveMessage(message)
    const joins = first.outcome === 'no_conversation' && (await joinPlace(ctx, place))
    const received = joins ? await receiveMessage(message) : first
    if (received.outcome === 'no_conversation') {
      return [await personaList(ctx, { title: ctx.t('personas.talk.nobody') })]
    }
    if (received.turnDone) return []
    const { persona } = received.conversation
    if (!mayMeet(ctx, persona)) return errorText(ctx, 'adult_only')
    const answer = await answerWith(ctx, services, received)
    return joins ? [...introduction(ctx, persona), ...answer] : answer
  }
}

/** In a group, who has not chosen a persona talks to the one that was chosen there last. */
async function joinPlace(ctx: TurnContext, place: string): Promise<boolean> {
  if (ctx.place.kind !== 'group') return false
  const persona = await personaOfPlace(place)
  if (!persona || !mayMeet(ctx, persona)) return false
  await choosePersona({ accountId: ctx.account.id, place, persona })
  return true
}

/** Who never saw the persona's card is told here that it is an AI. */
const introduction = (ctx: TurnContext, persona: Persona): Reply => [
  { kind: 'text', tone: 'notice', text: ctx.t('personas.card.ai', { name: persona.name }) },
]
