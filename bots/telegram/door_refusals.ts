import { GrammyError, HttpError } from 'grammy'
import type { Permission, PersonProblem, Refused, SpaceProblem } from '#app/bot_kit/spaces/problems'

/** What ends a try at a door: Telegram's refusal in the kit's words. */
export class DoorRefusal extends Error {
  constructor(
    readonly refused: Refused,
    /** Telegram's own words. */
    readonly detail: string
  ) {
    super(detail)
  }
}

type Problem = SpaceProblem | PersonProblem

/*
 * Telegram tells errors apart by words alone. These were taken from tdlib's and the Bot API server's sources
 * (github.com/tdlib/telegram-bot-api, Client::fail_query_with_error and its callers), and from the lists of errors at
 * core.telegram.org/method/messages.hideChatJoinRequest, channels.editBanned, messages.exportChatInvite.
 */
const PROBLEMS: readonly (readonly [RegExp, (permission: Permission) => Problem])[] = [
  [
    /chat not found|bot was kicked|bot is not a member|group chat was (deactivated|deleted)|chat was deleted|CHANNEL_(PRIVATE|INVALID)|CHAT_ID_INVALID|PEER_ID_INVALID/i,
    () => ({ kind: 'not_there' }),
  ],
  [/supergroup and channel chats only/i, () => ({ kind: 'not_supergroup' })],
  [
    /need administrator rights|CHAT_ADMIN_REQUIRED|member list is inaccessible/i,
    // An administrator of a channel who may not post is told the same.
    (permission) =>
      permission === 'post_messages'
        ? { kind: 'missing_permission', permission }
        : { kind: 'not_admin' },
  ],
  [
    /not enough rights|have no rights|CHAT_WRITE_FORBIDDEN|CHAT_RESTRICTED|CHAT_SEND_\w+_FORBIDDEN/i,
    (permission) => ({ kind: 'missing_permission', permission }),
  ],
  [
    /can't remove chat owner|user is an administrator of the chat|USER_ADMIN_INVALID/i,
    () => ({ kind: 'runs_the_space' }),
  ],
  [/CHANNELS_TOO_MUCH/i, () => ({ kind: 'too_many_chats' })],
  [/USER_KICKED/i, () => ({ kind: 'banned_there' })],
  [
    /user not found|invalid user_id|USER_ID_INVALID|user is deactivated|INPUT_USER_DEACTIVATED|USER_DEACTIVATED/i,
    () => ({ kind: 'no_such_account' }),
  ],
]

/**
 * What Telegram made of a call at a door. Words that are not known are `retry`: somebody will read them there.
 * @param permission the right that the call needs
 * @throws what is no outcome of a call but a bug
 */
export function refusalOf(error: unknown, permission: Permission): DoorRefusal {
  if (error instanceof DoorRefusal) return error
  if (error instanceof HttpError) return retry('Telegram could not be reached')
  if (!(error instanceof GrammyError)) throw error
  const { description, error_code: code, parameters } = error
  if (parameters.migrate_to_chat_id !== undefined) {
    return problem({ kind: 'moved', toId: String(parameters.migrate_to_chat_id) }, description)
  }
  if (code === 429) return retry(description, (parameters.retry_after ?? 1) * 1_000)
  if (code >= 500 || code === 401) return retry(description)
  const known = PROBLEMS.find(([words]) => words.test(description))
  return known ? problem(known[1](permission), description) : retry(description)
}

export const retry = (reason: string, afterMs: number | null = null): DoorRefusal =>
  new DoorRefusal({ outcome: 'retry', reason, afterMs }, reason)

export const problem = (what: Problem, detail: string): DoorRefusal =>
  new DoorRefusal({ outcome: 'problem', problem: what, detail }, detail)

/** Whether Telegram answered with one of these words: then the call is as good as done, or there was nothing to do. */
export function saidBy(error: unknown, words: RegExp): boolean {
  return error instanceof GrammyError && error.error_code === 400 && words.test(error.description)
}
