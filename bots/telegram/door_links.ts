import { createHash } from 'node:crypto'
import type { AddLink } from '#app/bot_kit/spaces/answers'
import { DOOR_LIMITS } from '#bots/telegram/door_limits'

/** Rights by which a bot is added as an administrator (core.telegram.org/api/links#groupchannel-bot-links). */
const GROUP_RIGHTS = ['invite_users', 'restrict_members']
const CHANNEL_RIGHTS = [...GROUP_RIGHTS, 'post_messages']

/** Links by which somebody adds the bot to a chat of theirs, with the rights that it needs ticked already. */
export function linksToAdd(username: string): readonly AddLink[] {
  const at = `https://t.me/${username}`
  return [
    { kind: 'group', url: `${at}?startgroup&admin=${GROUP_RIGHTS.join('+')}` },
    { kind: 'channel', url: `${at}?startchannel&admin=${CHANNEL_RIGHTS.join('+')}` },
  ]
}

/** Links are told apart in the chat's settings by their names; the same key gives the same name. */
export function linkName(key: string): string {
  const digest = createHash('sha256').update(key).digest('base64url')
  return `Greenroom ${digest}`.slice(0, DOOR_LIMITS.linkName)
}
