/**
 * What each method takes, from core.telegram.org/bots/api: the parameters that a bot like ours uses. The compiler checks
 * them against the types that ship with grammY.
 */
import type { ApiMethods, Opts } from 'grammy/types'
import { ApiError, badRequest } from '#tests/emulators/telegram/errors'
import { isRecord, type Params } from '#tests/emulators/telegram/wire'

type Kind = 'int' | 'string' | 'bool' | 'chat' | 'object' | 'list' | 'strings' | 'file'

const TEXT = { parse_mode: 'string', entities: 'list' } as const
const SEND = {
  'chat_id!': 'chat',
  'message_thread_id': 'int',
  'disable_notification': 'bool',
  'protect_content': 'bool',
  'reply_parameters': 'object',
  'reply_markup': 'object',
} as const
const CAPTION = { caption: 'string', parse_mode: 'string', caption_entities: 'list' } as const
const INVOICE = {
  'title!': 'string',
  'description!': 'string',
  'payload!': 'string',
  'provider_token': 'string',
  'currency!': 'string',
  'prices!': 'list',
} as const
const CHAT = { 'chat_id!': 'chat' } as const
const MEMBER = { ...CHAT, 'user_id!': 'int' } as const
const LINK = {
  ...CHAT,
  name: 'string',
  expire_date: 'int',
  member_limit: 'int',
  creates_join_request: 'bool',
} as const
const MENU = { scope: 'object', language_code: 'string' } as const

/** A name with `!` is required. */
const METHODS = {
  getMe: {},
  sendMessage: { ...SEND, 'text!': 'string', ...TEXT, 'link_preview_options': 'object' },
  sendMessageDraft: {
    'chat_id!': 'int',
    'message_thread_id': 'int',
    'draft_id!': 'int',
    'text': 'string',
    ...TEXT,
  },
  editMessageText: {
    'chat_id!': 'chat',
    'message_id!': 'int',
    'text!': 'string',
    ...TEXT,
    'link_preview_options': 'object',
    'reply_markup': 'object',
  },
  editMessageReplyMarkup: { 'chat_id!': 'chat', 'message_id!': 'int', 'reply_markup': 'object' },
  deleteMessage: { 'chat_id!': 'chat', 'message_id!': 'int' },
  sendPhoto: { ...SEND, ...CAPTION, 'photo!': 'file' },
  sendDocument: { ...SEND, ...CAPTION, 'document!': 'file' },
  sendVoice: { ...SEND, ...CAPTION, 'voice!': 'file', 'duration': 'int' },
  sendAudio: {
    ...SEND,
    ...CAPTION,
    'audio!': 'file',
    'duration': 'int',
    'performer': 'string',
    'title': 'string',
  },
  getFile: { 'file_id!': 'string' },
  getChat: CHAT,
  getChatAdministrators: CHAT,
  getChatMemberCount: CHAT,
  getChatMember: MEMBER,
  createChatInviteLink: LINK,
  editChatInviteLink: { ...LINK, 'invite_link!': 'string' },
  revokeChatInviteLink: { ...CHAT, 'invite_link!': 'string' },
  createChatSubscriptionInviteLink: {
    ...CHAT,
    'name': 'string',
    'subscription_period!': 'int',
    'subscription_price!': 'int',
  },
  approveChatJoinRequest: MEMBER,
  declineChatJoinRequest: MEMBER,
  banChatMember: { ...MEMBER, until_date: 'int', revoke_messages: 'bool' },
  unbanChatMember: { ...MEMBER, only_if_banned: 'bool' },
  sendChatAction: { 'chat_id!': 'chat', 'message_thread_id': 'int', 'action!': 'string' },
  answerCallbackQuery: {
    'callback_query_id!': 'string',
    'text': 'string',
    'show_alert': 'bool',
    'url': 'string',
    'cache_time': 'int',
  },
  sendInvoice: { ...SEND, ...INVOICE, start_parameter: 'string' },
  createInvoiceLink: { ...INVOICE, subscription_period: 'int' },
  answerPreCheckoutQuery: {
    'pre_checkout_query_id!': 'string',
    'ok!': 'bool',
    'error_message': 'string',
  },
  refundStarPayment: { 'user_id!': 'int', 'telegram_payment_charge_id!': 'string' },
  getStarTransactions: { offset: 'int', limit: 'int' },
  editUserStarSubscription: {
    'user_id!': 'int',
    'telegram_payment_charge_id!': 'string',
    'is_canceled!': 'bool',
  },
  setMyCommands: { 'commands!': 'list', ...MENU },
  getMyCommands: MENU,
  deleteMyCommands: MENU,
  setWebhook: {
    'url!': 'string',
    'secret_token': 'string',
    'max_connections': 'int',
    'allowed_updates': 'strings',
    'drop_pending_updates': 'bool',
  },
  deleteWebhook: { drop_pending_updates: 'bool' },
  getWebhookInfo: {},
  getUpdates: { offset: 'int', limit: 'int', timeout: 'int', allowed_updates: 'strings' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Kind>>>>

type Parameter<M> = M extends keyof ApiMethods ? Opts<M> : never
type Needed<P> = {
  [K in keyof P & string]-?: Partial<Pick<P, K>> extends Pick<P, K> ? never : K
}[keyof P & string]
/** As they may be written above; what need not be there may be asked for all the same. */
type Named<P> = `${keyof P & string}!` | Exclude<keyof P & string, Needed<P>>
/** What grammY does not have, and what it requires and is not above, by method. */
type Astray = {
  [M in keyof typeof METHODS as AstrayIn<M> extends never ? never : M]: AstrayIn<M>
}
type AstrayIn<M extends keyof typeof METHODS> =
  | Exclude<keyof (typeof METHODS)[M], Named<Parameter<M>>>
  | Exclude<`${Needed<Parameter<M>>}!`, keyof (typeof METHODS)[M]>

/** A method that goes astray is named in the error here. */
const ASTRAY: Astray = {}
const SPECS: Readonly<Record<string, Readonly<Record<string, Kind>>>> = { ...METHODS, ...ASTRAY }

const CHECKS: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  int: Number.isSafeInteger,
  string: (value) => typeof value === 'string',
  bool: (value) => typeof value === 'boolean',
  chat: (value) => Number.isSafeInteger(value) || /^@\w+$/.test(String(value)),
  object: isRecord,
  list: Array.isArray,
  strings: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  file: (value) => typeof value === 'string' || isRecord(value),
}

/**
 * Refuses unknown methods, missing parameters and wrong types. Unlike the real service, which ignores them, it
 * refuses parameters that it does not know: a misspelt one would go unseen.
 */
export function checkParameters(method: string, params: Params): void {
  const spec = SPECS[method]
  if (!spec) throw new ApiError(404, 'Not Found: method not found')
  const known = new Map(
    Object.entries(spec).map(([name, kind]) => [
      name.replace('!', ''),
      { kind, required: name.endsWith('!') },
    ])
  )
  for (const [name, { kind, required }] of known) {
    const value = params[name]
    if (value === undefined) {
      if (required) throw badRequest(missing(name))
    } else if (!CHECKS[kind](value)) {
      throw badRequest(`field "${name}" must be of type ${kind}`)
    }
  }
  const stray = Object.keys(params).find((name) => !known.has(name))
  if (stray !== undefined) throw badRequest(`${method} has no parameter "${stray}"`)
}

/** The real service has words of its own for the commonest ones. */
function missing(name: string): string {
  if (name === 'text') return 'message text is empty'
  if (name === 'chat_id') return 'chat_id is empty'
  return `parameter "${name}" is required`
}
