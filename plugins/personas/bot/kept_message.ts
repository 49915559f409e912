import type { TurnContext } from '#app/bot_kit/command'
import type { Conversation, FanMessage } from '#plugins/personas/conversation'
import { conversationById } from '#plugins/personas/queries/conversations'
import { findMessage, type FoundMessage } from '#plugins/personas/queries/messages'

export interface KeptMessage {
  conversation: Conversation
  message: FanMessage
  answered: boolean
  turnDone: boolean
}

/** A message's id as it stands in a button; null when it is none. */
export function messageIdOf(option: string | undefined): bigint | null {
  return option !== undefined && /^\d{1,18}$/.test(option) ? BigInt(option) : null
}

/** A message of this account that a button speaks of, with its conversation. */
export async function findAnswerable(
  ctx: TurnContext,
  id: bigint | null
): Promise<KeptMessage | null> {
  const found = id === null ? null : await findMessage(id, ctx.account.id, ctx.turnKey)
  return found && withConversation(ctx, found)
}

async function withConversation(
  ctx: TurnContext,
  found: FoundMessage
): Promise<KeptMessage | null> {
  const conversation = await conversationById(found.conversationId, ctx.account.id)
  return conversation && { ...found, conversation }
}
