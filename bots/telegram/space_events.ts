import type { Chat, ChatMember, ChatMemberUpdated, Message, Update, User } from 'grammy/types'
import { DateTime } from 'luxon'
import type { SpaceEvent } from '#app/bot_kit/spaces/events'
import type { SpaceRef } from '#app/bot_kit/spaces/space'
import { isIn, paidUntil, standingOf } from '#bots/telegram/door_standing'

/**
 * What an update tells of a group or a channel; null when it tells nothing of the kind. Channels' titles are not told:
 * they come with posts, and a channel's posts are nobody's business here.
 * @param botId ids of updates count for each bot by itself
 */
export function spaceEventIn(update: Update, botId: number): SpaceEvent | null {
  // Ids of updates begin somewhere else after a quiet week, and could come again after years.
  const idOfUpdate = ({ chat, date }: { chat: Pick<Chat, 'id'>; date: number }) =>
    `telegram:${botId}:${update.update_id}:${chat.id}:${date}`
  const { my_chat_member: bot, chat_member: member } = update
  if (bot) return ofBot(idOfUpdate(bot), bot)
  if (member) return ofMember(idOfUpdate(member), member)
  if (update.chat_join_request) {
    const { chat, from, date, invite_link: link } = update.chat_join_request
    return {
      ...about(idOfUpdate({ chat, date }), chat, date),
      kind: 'entry_requested',
      platformId: idOf(from),
      // A link of another administrator is told in part alone.
      link: link?.invite_link ?? null,
    }
  }
  return update.message ? ofMessage(update.message) : null
}

function ofBot(id: string, change: ChatMemberUpdated): SpaceEvent | null {
  const { chat, from, date, old_chat_member: before, new_chat_member: after } = change
  // Somebody blocked the bot, or took that back.
  if (chat.type === 'private') return null
  if (isThere(after)) {
    // Anonymous administrators act as the group itself: who it was is not told.
    const byPlatformId = from.is_bot ? null : idOf(from)
    return { ...about(id, chat, date), kind: 'bot_changed', byPlatformId }
  }
  return isThere(before) ? { ...about(id, chat, date), kind: 'bot_removed' } : null
}

function ofMember(id: string, change: ChatMemberUpdated): SpaceEvent | null {
  const { chat, date, old_chat_member: before, new_chat_member: after } = change
  if (chat.type === 'private' || after.user.is_bot) return null
  // As it was then: the update may come late.
  const at = date * 1_000
  const [was, is] = [standingOf(before, at), standingOf(after, at)]
  const mayComeBack = was === 'banned' && !isIn(is)
  const until = paidUntil(after)
  const isExtended = until !== null && until.getTime() !== paidUntil(before)?.getTime()
  if (isIn(was) === isIn(is) && !mayComeBack && !isExtended) return null
  return {
    ...about(id, chat, date),
    kind: 'member_changed',
    platformId: idOf(after.user),
    isIn: isIn(is),
    roleIds: null,
    ...(until && { paidThere: { until, link: change.invite_link?.invite_link ?? null } }),
  }
}

function ofMessage(message: Message): SpaceEvent | null {
  const { chat, date } = message
  if (chat.type !== 'group' && chat.type !== 'supergroup') return null
  // Both the old chat and the new one tell of it.
  const { migrate_to_chat_id: to, migrate_from_chat_id: from } = message
  if (to !== undefined) return moved(chat.id, to, date)
  if (from !== undefined) return moved(from, chat.id, date)
  if (message.new_chat_title === undefined) return null
  const id = `telegram:title:${chat.id}:${message.message_id}`
  return { ...about(id, chat, date), kind: 'space_renamed', title: message.new_chat_title }
}

function moved(from: number, to: number, date: number): SpaceEvent {
  const id = `telegram:moved:${from}:${to}`
  return { ...about(id, { id: from }, date), kind: 'space_moved', toId: String(to) }
}

function about(
  id: string,
  chat: Pick<Chat, 'id'>,
  date: number
): { id: string; space: SpaceRef; at: Date } {
  // Telegram tells whole seconds: it may have been as late as this.
  const at = new Date(Math.min(date * 1_000 + 999, DateTime.utc().toMillis()))
  return { id, space: { platform: 'telegram', id: String(chat.id) }, at }
}

const idOf = (user: User): string => String(user.id)

function isThere({ status }: ChatMember): boolean {
  return status !== 'left' && status !== 'kicked'
}
