import type { TurnContext } from '#app/bot_kit/command'
import { claimConversations } from '#plugins/personas/actions/claim_conversations'
import { ownerOf, placeKey, type Whose } from '#plugins/personas/conversation'

/** Whose conversations a turn is about, and where. What they said before they joined is theirs from here on. */
export async function whoseOf(
  ctx: Pick<TurnContext, 'account' | 'person' | 'frontend' | 'place'>
): Promise<Whose> {
  if (ctx.person) await claimConversations(ctx.account.id, ctx.person.id)
  return { ownerId: ownerOf(ctx), place: placeKey(ctx.frontend, ctx.place) }
}
