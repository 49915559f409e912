import type { ChatFullInfo, ChatMember } from 'grammy/types'
import type { SpaceReport } from '#app/bot_kit/spaces/answers'
import type { SpaceProblem } from '#app/bot_kit/spaces/problems'
import type { DoorCalls } from '#bots/telegram/door_calls'
import { DoorRefusal } from '#bots/telegram/door_refusals'

/** Looks at a chat: everything that stands in the way, at once. */
export async function inspectChat(calls: DoorCalls, botId: number): Promise<SpaceReport> {
  try {
    const chat = await calls.chat()
    if (chat.type === 'group') await refuseIfMoved(calls)
    const [bot, memberCount] = await Promise.all([
      calls.member(botId),
      // Nice to know, no more.
      calls.memberCount().catch(() => null),
    ])
    return {
      outcome: 'seen',
      title: chat.title ?? null,
      kind: chat.type === 'channel' ? 'channel' : 'group',
      roles: [],
      problems: problemsOf(chat, bot),
      memberCount,
    }
  } catch (error) {
    if (error instanceof DoorRefusal) return reportOf(error)
    throw error
  }
}

async function refuseIfMoved(calls: DoorCalls): Promise<void> {
  try {
    await calls.probe()
  } catch (error) {
    if (!(error instanceof DoorRefusal) || error.refused.outcome !== 'problem') throw error
    if (error.refused.problem.kind === 'moved') throw error
  }
}

/** Telegram lets nobody look into a chat that the bot is not in. */
function reportOf({ refused }: DoorRefusal): SpaceReport {
  if (refused.outcome === 'retry') {
    return { outcome: 'unavailable', reason: refused.reason, retryAfterMs: refused.afterMs }
  }
  const { problem } = refused
  switch (problem.kind) {
    case 'moved':
    case 'not_admin':
      return unseen(problem)
    default:
      return unseen({ kind: 'not_there' })
  }
}

const unseen = (problem: SpaceProblem): SpaceReport => ({
  outcome: 'seen',
  title: null,
  kind: null,
  roles: [],
  problems: [problem],
  memberCount: null,
})

function problemsOf(chat: ChatFullInfo, bot: ChatMember | null): SpaceProblem[] {
  if (chat.type === 'private' || !bot || bot.status === 'left' || bot.status === 'kicked') {
    return [{ kind: 'not_there' }]
  }
  return [...ofChat(chat), ...ofRights(chat, bot)]
}

function ofChat(chat: ChatFullInfo): SpaceProblem[] {
  const problems: SpaceProblem[] = []
  // It is asked of again under another id once it has become one; its rights are another matter until then.
  if (chat.type === 'group') problems.push({ kind: 'not_supergroup' })
  if (chat.username !== undefined || (chat.active_usernames?.length ?? 0) > 0) {
    problems.push({ kind: 'public_chat' })
  }
  if (chat.type !== 'channel' && chat.permissions?.can_invite_users === true) {
    problems.push({ kind: 'members_may_add' })
  }
  return problems
}

/** What the bot has to do, by the right that Telegram wants for it (core.telegram.org/bots/api#chatadministratorrights). */
function ofRights(chat: ChatFullInfo, bot: ChatMember): SpaceProblem[] {
  const rights = bot.status === 'administrator' ? bot : null
  const problems: SpaceProblem[] = rights ? [] : [{ kind: 'not_admin' }]
  if (!rights?.can_invite_users) {
    problems.push({ kind: 'missing_permission', permission: 'invite_users' })
  }
  if (!rights?.can_restrict_members) {
    problems.push({ kind: 'missing_permission', permission: 'ban_users' })
  }
  if (chat.type === 'channel' && !rights?.can_post_messages) {
    problems.push({ kind: 'missing_permission', permission: 'post_messages' })
  }
  return problems
}
