import type { TurnContext } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { refusalToTalk } from '#plugins/personas/making/may_talk'
import type { Check } from '#plugins/moderation/api'
import type { Persona } from '#plugins/personas/persona'
import { isCareful, takeCare } from '#plugins/personas/safety/careful'
import { stoppedReply } from '#plugins/personas/safety/safety_view'
import type { ChatServices } from '#plugins/personas/services'

/** Said when the program has nothing to draw with: what its operator can do about it. Null when it has. */
export function nothingDraws(ctx: TurnContext, { ai }: Pick<ChatServices, 'ai'>): Reply | null {
  if (ai.imageModels().length > 0) return null
  const text = ctx.t(ai.demo ? 'personas.pictures.no_server' : 'personas.pictures.no_model')
  return [{ kind: 'text', tone: 'error', code: 'model_failed', text }]
}

/** They are looked at as a wish for a picture, and as what a fan says: a cry for help may stand in either. */
async function checkWords(
  ctx: TurnContext,
  { moderation }: ChatServices,
  { persona, words, personId }: Wish
): Promise<Check> {
  const asked = {
    text: words,
    accountId: ctx.account.id,
    personId,
    adult: persona.adult,
    careful: await isCareful(personId),
    locale: ctx.locale,
  }
  const said = moderation.checkNow({ ...asked, stage: 'fan' })
  if (said.outcome === 'crisis') return said
  return moderation.check({ ...asked, stage: 'picture', signal: ctx.signal })
}

interface Wish {
  persona: Persona
  words: string
  personId: string
}

/**
 * Why a persona draws nothing with these words here and now: it is gone or for adults, nothing can draw, or the words
 * are not for a picture. Asked before a price is shown, and again before anything is held. Null when it does.
 */
export async function refusalToDraw(
  ctx: TurnContext,
  services: ChatServices,
  { persona, words, personId }: Wish
): Promise<Reply | null> {
  const refusal = refusalToTalk(ctx, persona) ?? nothingDraws(ctx, services)
  if (refusal) return refusal
  const check = await checkWords(ctx, services, { persona, words, personId })
  if (check.outcome === 'fine') return null
  if (check.outcome === 'crisis') await takeCare(personId)
  return stoppedReply(ctx, services.moderation, check)
}
