import type { TurnContext } from '#app/bot_kit/command'
import type { Conversation, FanMessage } from '#plugins/personas/conversation'
import { whoseOf } from '#plugins/personas/bot/whose'
import { conversationById } from '#plugins/personas/queries/conversations'
import { findMessage, findTurnMessage, type FoundMessage } from '#plugins/personas/queries/messages'

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

/** A message of the speaker's that a button speaks of, with its conversation. */
export async function findAnswerable(
  ctx: TurnContext,
  id: bigint | null
): Promise<KeptMessage | null> {
  if (id === null) return null
  const { ownerId } = await whoseOf(ctx)
  const found = await findMessage(id, ownerId, ctx.turnKey)
  return found && withConversation(ownerId, found)
}

/** The message that this turn kept before, when the turn is gone through once more. */
export async function messageOfTurn(ctx: TurnContext): Promise<KeptMessage | null> {
  const { ownerId } = await whoseOf(ctx)
  const found = await findTurnMessage(ctx.turnKey, ownerId)
  return found && withConversation(ownerId, found)
}

async function withConversation(ownerId: string, found: FoundMessage): Promise<KeptMessage | null> {
  const conversation = await conversationById(found.conversationId, ownerId)
  return conversation && { ...found, conversation }
}
