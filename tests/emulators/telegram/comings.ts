/** Who comes and goes, and what the bot is told of it. */
import type { ChatInviteLink, ChatMemberUpdated } from 'grammy/types'
import { isPresent, unixNow, wireMember, type Standing } from '#tests/emulators/telegram/roll'
import type { Updates } from '#tests/emulators/telegram/updates'
import type { WireUser } from '#tests/emulators/telegram/wire'
import type { EmulatedChat } from '#tests/emulators/telegram/world'

interface ComingsServices {
  me: WireUser
  updates: Updates
}

interface Change {
  user: WireUser
  to: Standing
  /** Who did it. */
  by: WireUser
  link?: ChatInviteLink
}

/**
 * Changes how somebody stands in a chat. Of itself the bot is always told, of others as an administrator alone; and of
 * those only when it asked for it by name (core.telegram.org/bots/api#update).
 */
export function change(
  chat: EmulatedChat,
  { user, to, by, link }: Change,
  { me, updates }: ComingsServices
): void {
  const before = chat.roll.standing(user.id)
  chat.roll.set(user, to)
  chat.touched()
  if (JSON.stringify(before) === JSON.stringify(to)) return
  const told = {
    chat: chat.wire,
    from: by,
    date: unixNow(),
    old_chat_member: wireMember(user, before),
    new_chat_member: wireMember(user, to),
    ...(link && { invite_link: link }),
  } satisfies Omit<ChatMemberUpdated, 'chat'> & { chat: unknown }
  if (user.id === me.id) updates.add('my_chat_member', told)
  else if (chat.roll.isAdministrator(me.id)) updates.add('chat_member', told)
  note(chat, { before, to, user, by }, { me, updates })
}

/** Groups show who came and went; every bot in them sees that. */
function note(
  chat: EmulatedChat,
  { before, to, user, by }: { before: Standing; to: Standing; user: WireUser; by: WireUser },
  { me, updates }: ComingsServices
): void {
  if (chat.wire.type === 'channel' || isPresent(before) === isPresent(to)) return
  const content = isPresent(to) ? { new_chat_members: [user] } : { left_chat_member: user }
  const message = chat.add({ from: by, ...content })
  if (chat.roll.isIn(me.id) && user.id !== me.id) updates.add('message', message)
}
