import type { TurnContext } from '#app/bot_kit/command'
import type { Delivery, Reply } from '#app/bot_kit/reply'
import type { Conversation } from '#plugins/personas/conversation'
import type { ChatServices } from '#plugins/personas/services'
import { hearOffer, speak, voiceOf } from '#plugins/personas/voice/bot/speak'
import { priceAloud } from '#plugins/personas/voice/queries/aloud'
import { speechPrice, spokenText } from '#plugins/personas/voice/spoken_text'

/**
 * What follows a reply that was delivered, when its persona has a voice: the reply said aloud where the fan chose so
 * (`/voice on`), else a button for it. The reply's own coins are settled by now.
 */
export async function voiceAfter(
  ctx: TurnContext,
  services: ChatServices,
  { conversation, delivery }: { conversation: Conversation; delivery: Delivery }
): Promise<Reply> {
  const { persona } = conversation
  const { person } = ctx
  if (!person || delivery.outcome !== 'delivered' || !voiceOf(services, persona)) return []
  const text = spokenText(delivery.text)
  if (text === '') return []
  const perPart = await priceAloud(conversation.id)
  const price = speechPrice(text)
  if (perPart === null) {
    return [
      {
        kind: 'choice',
        text: ctx.t('personas.voice.offer', { name: persona.name }),
        buttons: [hearOffer(ctx, ctx.turnKey, price)],
      },
    ]
  }
  return speak(ctx, services, {
    persona,
    personId: person.id,
    reply: delivery.text,
    replyKey: ctx.turnKey,
    turnKey: `${ctx.turnKey}:aloud`,
    // The price of a part may have changed since the fan said yes: then it is asked for again.
    agreed: agreedFor(text, perPart),
  })
}

function agreedFor(text: string, perPart: bigint): bigint {
  const one = speechPrice('')
  return (speechPrice(text) / one) * perPart
}
