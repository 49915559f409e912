/** How a message is looked at before it is answered, and what follows its reply. */
import type { TurnContext } from '#app/bot_kit/command'
import type { Delivery, Reply } from '#app/bot_kit/reply'
import type { Check } from '#plugins/moderation/api'
import type { Conversation, FanMessage } from '#plugins/personas/conversation'
import { refusalToTalk } from '#plugins/personas/making/may_talk'
import type { RecentHistory } from '#plugins/personas/reply_request'
import { noteReplyLine } from '#plugins/personas/rooms/actions/note_line'
import { roomTalk } from '#plugins/personas/rooms/room_talk'
import { CAREFUL_NOTE, isCareful } from '#plugins/personas/safety/careful'
import { lookAtMessage, type MessageSafety } from '#plugins/personas/safety/message_safety'
import { isTimeToRemind } from '#plugins/personas/safety/remind'
import { BlockedContent } from '#plugins/personas/safety/safe_pieces'
import { stoppedReply } from '#plugins/personas/safety/safety_view'
import { stopMessage } from '#plugins/personas/safety/stop_message'
import type { ChatServices } from '#plugins/personas/services'

interface Answered {
  conversation: Conversation
  message: FanMessage
}

type Look = { stopped: Reply } | { stopped: null; safety: MessageSafety }

/** Looks at a message before anything is held or asked of a model. */
export async function lookAt(
  ctx: TurnContext,
  services: ChatServices,
  { conversation, message }: Answered
): Promise<Look> {
  // Every way to an answer comes through here: buttons of another day, another channel, another age.
  const refusal = refusalToTalk(ctx, conversation.persona)
  if (refusal) return { stopped: refusal }
  const look = lookAtMessage(services, {
    account: ctx.account,
    person: ctx.person,
    text: message.text,
    adult: conversation.persona.adult,
    careful: conversation.careful ?? (await isCareful(conversation.ownerId)),
    locale: ctx.locale,
    signal: ctx.signal,
  })
  if (look.stopped === null) return look
  await stopMessage(conversation, message.id, look.stopped)
  return { stopped: stoppedReply(ctx, services.moderation, look.stopped) }
}

/** What a fan is told when the verdict came later; null when there is nothing against the message. */
export async function stopUnlessFine(
  ctx: TurnContext,
  { moderation }: ChatServices,
  { conversation, message }: Answered,
  check: Check
): Promise<Reply | null> {
  if (check.outcome === 'fine') return null
  await stopMessage(conversation, message.id, check)
  return stoppedReply(ctx, moderation, check)
}

/** What a request has beside the message itself: what was said aloud in the room, and what the model is told. */
export async function hearAloud(
  ctx: TurnContext,
  { ai }: ChatServices,
  answered: Answered,
  { safety }: { safety: MessageSafety }
): Promise<{
  safety: MessageSafety
  notes: readonly string[]
  message?: FanMessage
  history?: RecentHistory
}> {
  const room = await roomTalk(ctx, answered, (text) => ai.countTokens(text))
  const notes = [...(room?.notes ?? []), ...(safety.careful ? [CAREFUL_NOTE] : [])]
  return room ? { safety, notes, message: room.message, history: room.history } : { safety, notes }
}

/** What follows a reply: why it was stopped, or once in a while that this is an AI. */
export async function afterReply(
  ctx: TurnContext,
  services: ChatServices,
  answered: Answered,
  delivery: Delivery,
  notes: Reply
): Promise<Reply> {
  const { conversation } = answered
  switch (delivery.outcome) {
    case 'failed': {
      const { error } = delivery
      if (!(error instanceof BlockedContent) || error.of === 'persona') return notes
      return (await stopUnlessFine(ctx, services, answered, error.check)) ?? notes
    }
    case 'delivered':
    case 'stopped':
      if (ctx.place.kind === 'group') await noteReplyLine(conversation.place, ctx.turnKey)
      return (await isTimeToRemind(conversation.id))
        ? [...notes, reminder(ctx, conversation)]
        : notes
    case 'undelivered':
      return notes
  }
}

const reminder = (ctx: TurnContext, { persona }: Conversation): Reply[number] => ({
  kind: 'text',
  tone: 'notice',
  text: ctx.t('moderation.reminder', { name: persona.name }),
})
