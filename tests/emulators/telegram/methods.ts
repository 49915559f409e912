/** The methods of the Bot API, as far as the bot uses them. */
import { CHAT_METHODS } from '#tests/emulators/telegram/chat_methods'
import type { Entrances } from '#tests/emulators/telegram/entrances'
import { badRequest } from '#tests/emulators/telegram/errors'
import { isOgg, isPicture, UPLOAD_LIMITS, type Files } from '#tests/emulators/telegram/files'
import { formattedOf } from '#tests/emulators/telegram/formatting'
import type { Invoices } from '#tests/emulators/telegram/invoices'
import { checkPayButtons, markupOf } from '#tests/emulators/telegram/markup'
import type { Menus } from '#tests/emulators/telegram/menus'
import type { Payments } from '#tests/emulators/telegram/payments'
import type { Presses } from '#tests/emulators/telegram/presses'
import type { Updates } from '#tests/emulators/telegram/updates'
import {
  isRecord,
  type Params,
  type WireMessage,
  type WireUser,
} from '#tests/emulators/telegram/wire'
import { unixNow } from '#tests/emulators/telegram/roll'
import type { EmulatedChat, World } from '#tests/emulators/telegram/world'

export interface MethodServices {
  me: WireUser
  world: World
  updates: Updates
  presses: Presses
  invoices: Invoices
  payments: Payments
  entrances: Entrances
  menus: Menus
  files: Files
}

export type Method = (params: Params, services: MethodServices) => unknown

const ACTIONS =
  'typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker find_location'.split(
    ' '
  )

export const METHODS: Readonly<Record<string, Method>> = {
  ...CHAT_METHODS,
  getMe: (_params, { me }) => ({
    ...me,
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
  }),
  setWebhook: (params, { updates }) => updates.setWebhook(params),
  deleteWebhook: (params, { updates }) => updates.deleteWebhook(params),
  getWebhookInfo: (_params, { updates }) => updates.webhookInfo(),
  setMyCommands: (params, { menus }) => menus.set(params),
  getMyCommands: (params, { menus }) => menus.get(params),
  deleteMyCommands: (params, { menus }) => menus.delete(params),
  answerCallbackQuery: (params, { presses }) => presses.answer(params),

  sendInvoice(params, services) {
    const chat = chatOf(params, services)
    const { title, description, payload, stars } = services.invoices.invoiceOf(params)
    const invoice = {
      title,
      description,
      start_parameter: String(params.start_parameter ?? ''),
      currency: 'XTR',
      total_amount: stars,
    }
    const message = say(chat, params, services, { invoice })
    services.invoices.sent(message, { title, description, payload, stars })
    return message
  },
  createInvoiceLink: (params, { invoices }) => invoices.createLink(params),
  answerPreCheckoutQuery: (params, { payments }) => payments.answer(params),
  refundStarPayment: (params, { payments }) => payments.refund(params),
  getStarTransactions: (params, { payments }) => payments.list(params),
  editUserStarSubscription: (params, { payments }) => payments.editSubscription(params),

  sendMessage(params, services) {
    const chat = chatOf(params, services)
    const { text, entities } = formattedOf(params, 'text', 4096)
    if (text === '') throw badRequest('message text is empty')
    return say(chat, params, services, { text, ...(entities.length > 0 && { entities }) })
  },

  sendMessageDraft(params, services) {
    const chat = chatOf(params, services)
    if (!chat.isPrivate) throw badRequest('method is available only in private chats')
    if (params.draft_id === 0) throw badRequest('DRAFT_ID_INVALID')
    chat.showDraft(Number(params.draft_id), formattedOf(params, 'text', 4096).text)
    return true
  },

  editMessageText(params, services) {
    const { chat, message } = ownMessage(params, services, 'edit')
    if (message.text === undefined) throw badRequest('there is no text in the message to edit')
    const { text, entities } = formattedOf(params, 'text', 4096)
    if (text === '') throw badRequest('message text is empty')
    const markup = markupOf(params.reply_markup, true)
    const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
    const unchanged =
      message.text === text &&
      same(message.entities ?? [], entities) &&
      same(message.reply_markup, markup)
    if (unchanged) throw notModified()
    return chat.edit(message, {
      text,
      entities: entities.length > 0 ? entities : undefined,
      reply_markup: markup,
    })
  },

  editMessageReplyMarkup(params, services) {
    const { chat, message } = ownMessage(params, services, 'edit')
    const markup = markupOf(params.reply_markup, true)
    if (!markup && !message.reply_markup) throw notModified()
    return chat.edit(message, { reply_markup: markup })
  },

  deleteMessage(params, services) {
    const { chat, message } = ownMessage(params, services, 'delete')
    // For 48 hours (core.telegram.org/bots/api#deletemessage).
    if (message.date < unixNow() - 48 * 3_600) {
      throw badRequest("message can't be deleted for everyone")
    }
    chat.remove(message.message_id)
    return true
  },

  sendPhoto(params, services) {
    const chat = chatOf(params, services)
    const file = services.files.received(params.photo, UPLOAD_LIMITS.photo)
    if (file.bytes && !isPicture(file.bytes)) throw badRequest('IMAGE_PROCESS_FAILED')
    const photo = [{ ...services.files.describe(file), width: 640, height: 640 }]
    return say(chat, params, services, { photo, ...captionOf(params) })
  },

  sendDocument(params, services) {
    const chat = chatOf(params, services)
    const file = services.files.received(params.document, UPLOAD_LIMITS.file)
    const document = { ...services.files.describe(file), file_name: file.name }
    return say(chat, params, services, { document, ...captionOf(params) })
  },

  sendVoice(params, services) {
    const chat = chatOf(params, services)
    if (chat.forbidsVoice) throw badRequest('VOICE_MESSAGES_FORBIDDEN')
    const file = services.files.received(params.voice, UPLOAD_LIMITS.file)
    const about = services.files.describe(file)
    // Only Opus in Ogg becomes a voice message (core.telegram.org/bots/api#sendvoice).
    const content =
      file.bytes && !isOgg(file.bytes)
        ? { document: { ...about, file_name: file.name } }
        : { voice: { ...about, duration: 1, mime_type: 'audio/ogg' } }
    return say(chat, params, services, { ...content, ...captionOf(params) })
  },

  sendAudio(params, services) {
    const chat = chatOf(params, services)
    const file = services.files.received(params.audio, UPLOAD_LIMITS.file)
    const audio = { ...services.files.describe(file), file_name: file.name, duration: 1 }
    return say(chat, params, services, { audio, ...captionOf(params) })
  },

  getFile: (params, { files }) => files.place(String(params.file_id)),

  sendChatAction(params, services) {
    const chat = chatOf(params, services)
    if (!ACTIONS.includes(String(params.action)))
      throw badRequest('wrong parameter action in request')
    chat.actions.push(String(params.action))
    services.world.changed()
    return true
  },
}

function chatOf(params: Params, { world, me }: MethodServices): EmulatedChat {
  const chat = world.chat(params.chat_id)
  chat.admit('write', me.id)
  const thread = params.message_thread_id
  if (thread !== undefined && !chat.isPrivate && !chat.find(Number(thread))) {
    throw badRequest('message thread not found')
  }
  return chat
}

function ownMessage(params: Params, services: MethodServices, verb: 'edit' | 'delete') {
  const chat = chatOf(params, services)
  const message = chat.find(Number(params.message_id))
  if (!message) throw badRequest(`message to ${verb} not found`)
  if (message.from?.id !== services.me.id) {
    throw badRequest(`message can't be ${verb === 'edit' ? 'edited' : 'deleted'}`)
  }
  return { chat, message }
}

function say(
  chat: EmulatedChat,
  params: Params,
  { me }: MethodServices,
  content: Partial<WireMessage>
): WireMessage {
  const markup = markupOf(params.reply_markup)
  checkPayButtons(markup, content.invoice !== undefined)
  const thread = params.message_thread_id
  const replied = repliedOf(chat, params.reply_parameters)
  if (chat.wire.type === 'channel' && !chat.roll.may(me.id, 'can_post_messages')) {
    throw badRequest('need administrator rights in the channel chat')
  }
  return chat.add({
    from: me,
    ...content,
    ...(typeof thread === 'number' && { message_thread_id: thread, is_topic_message: true }),
    ...(replied && { reply_to_message: replied }),
    ...(markup && { reply_markup: markup }),
  })
}

function repliedOf(chat: EmulatedChat, value: unknown): WireMessage | undefined {
  if (value === undefined) return undefined
  if (!isRecord(value) || !Number.isSafeInteger(value.message_id)) {
    throw badRequest("can't parse reply parameters JSON object")
  }
  const message = chat.find(Number(value.message_id))
  if (message || value.allow_sending_without_reply === true) return message
  throw badRequest('message to be replied not found')
}

function captionOf(params: Params): Partial<WireMessage> {
  const { text, entities } = formattedOf(params, 'caption', 1024)
  return text === '' ? {} : { caption: text, caption_entities: entities }
}

const notModified = () =>
  badRequest(
    'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message'
  )
