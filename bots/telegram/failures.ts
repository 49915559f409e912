import { GrammyError, HttpError } from 'grammy'
import type { UndeliveredReason } from '#app/bot_kit/reply'

/** What Telegram, or the way to it, made of a call that failed. */
export type Failure =
  | { kind: 'undelivered'; reason: UndeliveredReason; description: string }
  /** Too fast; `retryAfter` in seconds. */
  | { kind: 'rate_limited'; retryAfter: number; description: string }
  /** An edit that changed nothing: as good as done. */
  | { kind: 'not_modified'; description: string }
  /** The message to edit or to delete is gone, or is of a kind that cannot be edited. */
  | { kind: 'not_editable'; description: string }
  /** Telegram refuses what was sent: the text's formatting, a picture's address, a method it does not know. */
  | { kind: 'refused'; description: string }

/*
 * Telegram tells errors apart by words alone. These were taken from tdlib's and the Bot API server's sources
 * (github.com/tdlib/telegram-bot-api, Client::fail_query_with_error).
 */
const GONE =
  /chat not found|user is deactivated|bot was kicked|group chat was (upgraded|deactivated|deleted)|chat was deleted|PEER_ID_INVALID|USER_ID_INVALID|bot is not a member|message thread not found|TOPIC_DELETED|CHANNEL_PRIVATE/i
const BLOCKED =
  /blocked by the user|can't initiate conversation|USER_IS_BLOCKED|INPUT_USER_DEACTIVATED/i
const FORBIDDEN =
  /not enough rights|have no rights|need administrator rights|CHAT_WRITE_FORBIDDEN|CHAT_RESTRICTED|CHAT_SEND_\w+_FORBIDDEN|TOPIC_CLOSED|VOICE_MESSAGES_FORBIDDEN/i
/** The person's privacy settings; only Premium accounts have this one. */
export const VOICE_FORBIDDEN = /VOICE_MESSAGES_FORBIDDEN/i
const NOT_MODIFIED = /message is not modified/i
const NOT_EDITABLE =
  /message to (edit|delete) not found|message can't be (edited|deleted)|there is no (text|caption) in the message|MESSAGE_ID_INVALID/i

/** Sorts an error of an API call. Null for what is no outcome of a call but a bug. */
export function failureOf(error: unknown): Failure | null {
  if (error instanceof HttpError) {
    return { kind: 'undelivered', reason: 'outage', description: 'Telegram could not be reached' }
  }
  if (!(error instanceof GrammyError)) return null
  const { description } = error
  if (error.error_code === 429) {
    return { kind: 'rate_limited', retryAfter: error.parameters.retry_after ?? 1, description }
  }
  if (error.error_code >= 500 || error.error_code === 401) {
    return { kind: 'undelivered', reason: 'outage', description }
  }
  if (BLOCKED.test(description)) return { kind: 'undelivered', reason: 'blocked', description }
  if (GONE.test(description)) return { kind: 'undelivered', reason: 'gone', description }
  if (error.error_code === 403 || FORBIDDEN.test(description)) {
    return { kind: 'undelivered', reason: 'forbidden', description }
  }
  if (NOT_MODIFIED.test(description)) return { kind: 'not_modified', description }
  if (NOT_EDITABLE.test(description)) return { kind: 'not_editable', description }
  return { kind: 'refused', description }
}

/** Why nothing reached the person, for a call whose failure cannot be mended. */
export function undeliveredReason(failure: Failure): UndeliveredReason {
  return failure.kind === 'undelivered' ? failure.reason : 'outage'
}

/** An error for the log. Network errors carry the address called, and so the token: only their code is told. */
export function describeError(error: unknown): Record<string, unknown> {
  if (error instanceof GrammyError) {
    return { method: error.method, code: error.error_code, description: error.description }
  }
  if (error instanceof HttpError) {
    const inner: unknown = error.error
    const code = inner instanceof Error && 'code' in inner ? inner.code : undefined
    return { message: error.message, code }
  }
  if (error instanceof Error) {
    return {
      name: error.name,
      message: withoutToken(error.message),
      stack: withoutToken(error.stack ?? ''),
    }
  }
  return { message: withoutToken(String(error)) }
}

function withoutToken(text: string): string {
  return text.replace(/\d+:[\w-]{20,}/g, '[token]')
}
