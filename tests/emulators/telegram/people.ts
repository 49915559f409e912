/** People who use Telegram: they write, press buttons, block the bot. */
import { Deeds } from '#tests/emulators/telegram/deeds'
import type { Entrances, Opened } from '#tests/emulators/telegram/entrances'
import type { Files, SentByPerson } from '#tests/emulators/telegram/files'
import type { Invoices } from '#tests/emulators/telegram/invoices'
import type { Payments, PayOutcome } from '#tests/emulators/telegram/payments'
import type { Presses, PressAnswer } from '#tests/emulators/telegram/presses'
import { unixNow, wireMember } from '#tests/emulators/telegram/roll'
import type { Updates } from '#tests/emulators/telegram/updates'
import type { WireEntity, WireMessage, WireUser } from '#tests/emulators/telegram/wire'
import type { EmulatedChat, World } from '#tests/emulators/telegram/world'

/** Longer texts are cut by the apps before they are sent. */
const APP_CUTS_AT = 4096

export interface SayOptions {
  /** The private chat with the bot, unless a group is given. */
  in?: EmulatedChat
  replyTo?: WireMessage
  /** A topic of a forum: the id of the message that opened it. */
  topic?: number
}

export interface PersonServices {
  me: WireUser
  world: World
  updates: Updates
  presses: Presses
  invoices: Invoices
  payments: Payments
  entrances: Entrances
  files: Files
}

export class Person {
  constructor(
    readonly wire: WireUser,
    private readonly services: PersonServices
  ) {}

  get id(): number {
    return this.wire.id
  }

  /** The private chat with the bot. */
  get chat(): EmulatedChat {
    return this.services.world.chat(this.wire.id)
  }

  /** Writes a text; a long one becomes several messages. Answers the last. */
  says(text: string, options: SayOptions = {}): WireMessage {
    let last: WireMessage | undefined
    let from = 0
    do {
      last = this.sends({ text: text.slice(from, from + APP_CUTS_AT) }, options)
      from += APP_CUTS_AT
    } while (from < text.length)
    return last
  }

  /** Sends anything: `{ sticker: {…} }`, `{ document: {…} }`, a text as it is. */
  sends(content: Partial<WireMessage>, options: SayOptions = {}): WireMessage {
    const chat = options.in ?? this.chat
    if (chat.barrier === 'never_started') chat.barrier = null
    const spoken = content.text ?? content.caption ?? ''
    const entities = this.#entitiesIn(spoken)
    const named = content.text === undefined ? 'caption_entities' : 'entities'
    const message = chat.add({
      from: this.wire,
      ...(options.replyTo && { reply_to_message: withoutReply(options.replyTo) }),
      ...(options.topic !== undefined && {
        message_thread_id: options.topic,
        is_topic_message: true,
      }),
      ...(entities.length > 0 && { [named]: entities }),
      ...content,
    })
    if (chat.isPrivate || this.#concernsBot(message)) this.services.updates.add('message', message)
    return message
  }

  /** Sends a file, with words below it or without. Photos come in several sizes, the smallest first. */
  sendsFile(file: SentByPerson, options: SayOptions & { caption?: string } = {}): WireMessage {
    const { caption, ...where } = options
    const content = this.services.files.sent(file)
    return this.sends({ ...content, ...(caption !== undefined && { caption }) }, where)
  }

  /** The newest button with this label (or with a label that begins so) in a chat. */
  findButton(label: string, chat: EmulatedChat = this.chat) {
    for (const message of chat.fromBot.toReversed()) {
      const buttons = (message.reply_markup?.inline_keyboard ?? []).flat()
      const button =
        buttons.find((candidate) => candidate.text === label) ??
        buttons.find((candidate) => candidate.text.startsWith(label))
      if (button) return { message, button }
    }
    return null
  }

  /** Presses the newest button with this label; resolves with what the bot answers to the press itself. */
  async presses(label: string, chat: EmulatedChat = this.chat): Promise<PressAnswer> {
    const found = await this.services.world.until(
      `a button "${label}"; there are: ${chat.buttons.join(', ')}`,
      () => this.findButton(label, chat)
    )
    if (found.button.callback_data === undefined) throw new Error(`"${label}" is a link`)
    return this.pressesData(found.button.callback_data, found.message)
  }

  /** Presses whatever data it is given, as a client that was tampered with could. */
  async pressesData(data: string, message: WireMessage): Promise<PressAnswer> {
    const id = this.services.presses.open()
    this.services.updates.add('callback_query', {
      id,
      from: this.wire,
      message,
      chat_instance: String(message.chat.id),
      data,
    })
    return this.services.presses.answered(id)
  }

  /** Waits for an invoice in a chat: the newest, or the newest with this title. */
  async seesInvoice(title?: string, chat: EmulatedChat = this.chat): Promise<WireMessage> {
    const { invoices, world } = this.services
    return world.until(`an invoice ${title ?? ''}`, () =>
      chat.fromBot.findLast((message) => {
        const invoice = invoices.shown(message)
        return invoice !== null && (title === undefined || invoice.title === title)
      })
    )
  }

  /** Presses Pay below an invoice, or opens a link to one, and confirms. */
  async pays(what: WireMessage | string): Promise<PayOutcome> {
    const { invoices, payments, world } = this.services
    if (typeof what === 'string') return payments.pay(this.wire, invoices.opened(what), this.chat)
    const invoice = invoices.shown(what)
    if (!invoice) throw new Error('That message is no invoice')
    return payments.pay(this.wire, invoice, world.chat(what.chat.id))
  }

  /** Waits for a visible message of the bot that holds the words: the newest, or the newest `after` another one. */
  async hears(
    words: string | RegExp,
    where: EmulatedChat | { after: number } = this.chat
  ): Promise<WireMessage> {
    const chat = 'after' in where ? this.chat : where
    const after = 'after' in where ? where.after : 0
    const matches = (text: string) =>
      typeof words === 'string' ? text.includes(words) : words.test(text)
    return this.services.world.until(
      `"${String(words)}" in ${JSON.stringify(chat.botTexts.map((text) => text.slice(0, 80)))}`,
      () =>
        chat.fromBot.findLast(
          ({ message_id: id, text, caption }) => id > after && matches(text ?? caption ?? '')
        )
    )
  }

  /** What they do in a group or a channel. */
  at(chat: EmulatedChat): Deeds {
    return new Deeds(this.wire, chat, this.services)
  }

  /** Opens an invite link, and presses what is there: Join, or Request to join. */
  opens(link: string): Opened {
    return this.services.entrances.open(this.wire, link)
  }

  /** Waits until something holds in the chats. */
  async waits(what: string, holds: () => boolean): Promise<void> {
    await this.services.world.until(what, holds)
  }

  blocksBot(): void {
    this.chat.barrier = 'blocked'
    this.#membership(true)
  }

  unblocksBot(): void {
    this.chat.barrier = null
    this.#membership(false)
  }

  deletesAccount(): void {
    this.chat.barrier = 'deactivated'
  }

  #membership(blocked: boolean): void {
    const { me, updates } = this.services
    const [kicked, member] = [
      wireMember(me, { status: 'kicked', until: 0 }),
      wireMember(me, { status: 'member' }),
    ]
    updates.add('my_chat_member', {
      chat: this.chat.wire,
      from: this.wire,
      date: unixNow(),
      old_chat_member: blocked ? member : kicked,
      new_chat_member: blocked ? kicked : member,
    })
  }

  /**
   * In a group a bot in privacy mode sees commands, its mentions and replies to itself; as an administrator, everything
   * (core.telegram.org/bots/features#privacy-mode).
   */
  #concernsBot(message: WireMessage): boolean {
    const { me, world } = this.services
    const { roll, upgradedTo } = world.chat(message.chat.id)
    if (upgradedTo !== null || !roll.isIn(me.id)) return false
    if (roll.isAdministrator(me.id)) return true
    if (message.reply_to_message?.from?.id === me.id) return true
    const text = message.text ?? message.caption ?? ''
    return (message.entities ?? message.caption_entities ?? []).some((entity) => {
      const words = text.slice(entity.offset, entity.offset + entity.length).toLowerCase()
      if (entity.type === 'mention') return words === `@${me.username?.toLowerCase()}`
      if (entity.type === 'text_mention') return entity.user?.id === me.id
      return entity.type === 'bot_command'
    })
  }

  /** What the server marks in a text that a person writes. */
  #entitiesIn(text: string): WireEntity[] {
    const marks = (type: string, pattern: RegExp): WireEntity[] =>
      [...text.matchAll(pattern)].map((match) => ({
        type,
        offset: match.index,
        length: match[0].length,
      }))
    return [
      ...marks('bot_command', /(?<![\w/])\/[a-zA-Z0-9_]{1,64}(@\w{3,32})?/g),
      ...marks('mention', /(?<![\w/])@\w{3,32}/g),
    ].filter(({ type, offset }) => type !== 'mention' || !/\/\w+$/.test(text.slice(0, offset)))
  }
}

function withoutReply(message: WireMessage): WireMessage {
  const { reply_to_message: _nested, ...rest } = message
  return rest
}
