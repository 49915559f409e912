/** The chats, the people in them and what the chats show. */
import { randomInt } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { ApiError, badRequest, forbidden } from '#tests/emulators/telegram/errors'
import { Roll, unixNow } from '#tests/emulators/telegram/roll'
import type { WireChat, WireMessage, WireUser } from '#tests/emulators/telegram/wire'

/** A draft as its reader sees it. */
export interface ShownDraft {
  draftId: number
  text: string
  at: number
}

/** One chat: private with a person, a group or a channel. */
export class EmulatedChat {
  /** Everything that was ever said, deleted messages too. */
  readonly history: WireMessage[] = []
  readonly deleted = new Set<number>()
  /** How often each message was edited. */
  readonly edits = new Map<number, number>()
  /** Every draft shown, oldest first. */
  readonly drafts: ShownDraft[] = []
  readonly actions: string[] = []
  /** Who is in it; of groups and channels. */
  readonly roll = new Roll()
  /** What members may do who are no administrators. */
  readonly defaults = { can_send_messages: true, can_invite_users: false }
  /**
   * Until then the bot may write to somebody who never wrote to it: they ask to enter one of its chats, and were not
   * answered (core.telegram.org/bots/api#chatjoinrequest). Unix time.
   */
  strangerUntil = 0
  /** The supergroup that it became. */
  upgradedTo: number | null = null
  #nextId = 1
  /** The person takes no voice messages. */
  forbidsVoice = false

  /** In what way the bot cannot write here, if it cannot. */
  barrier: 'never_started' | 'blocked' | 'deactivated' | 'kicked' | 'muted' | 'deleted' | null =
    null

  constructor(
    readonly wire: WireChat,
    private readonly changed: () => void
  ) {}

  get isPrivate(): boolean {
    return this.wire.type === 'private'
  }

  get isBasic(): boolean {
    return this.wire.type === 'group'
  }

  /** What one sees when one opens the chat. */
  get visible(): WireMessage[] {
    return this.history.filter((message) => !this.deleted.has(message.message_id))
  }

  /** Visible messages of the bot. */
  get fromBot(): WireMessage[] {
    return this.visible.filter((message) => message.from?.is_bot === true)
  }

  /** The words of the bot's visible messages, oldest first. */
  get botTexts(): string[] {
    return this.fromBot.map((message) => message.text ?? message.caption ?? '')
  }

  /** Labels of all buttons that can be pressed now. */
  get buttons(): string[] {
    return this.fromBot.flatMap((message) =>
      (message.reply_markup?.inline_keyboard ?? []).flat().map((button) => button.text)
    )
  }

  add(message: Omit<WireMessage, 'message_id' | 'date' | 'chat'>): WireMessage {
    const stored: WireMessage = {
      ...message,
      message_id: this.#nextId++,
      date: unixNow(),
      chat: this.wire,
    }
    this.history.push(stored)
    this.changed()
    return stored
  }

  find(messageId: number): WireMessage | undefined {
    if (this.deleted.has(messageId)) return undefined
    return this.history.find((message) => message.message_id === messageId)
  }

  remove(messageId: number): void {
    this.deleted.add(messageId)
    this.changed()
  }

  edit(message: WireMessage, change: Partial<WireMessage>): WireMessage {
    Object.assign(message, change, { edit_date: unixNow() })
    this.edits.set(message.message_id, (this.edits.get(message.message_id) ?? 0) + 1)
    this.changed()
    return message
  }

  showDraft(draftId: number, text: string): void {
    this.drafts.push({ draftId, text, at: Date.now() })
    this.changed()
  }

  /** Something changed that is no message. */
  touched(): void {
    this.changed()
  }

  /**
   * Refuses what the bot may not do here, in the real service's words. A group that it left, or that is a supergroup now,
   * can still be read (Client::check_chat_access of github.com/tdlib/telegram-bot-api).
   */
  admit(access: 'read' | 'write', botId: number): void {
    this.#admitWriter()
    if (this.isPrivate) return
    if (this.upgradedTo !== null) {
      if (access === 'read') return
      throw new ApiError(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
        migrate_to_chat_id: this.upgradedTo,
      })
    }
    const { status } = this.roll.standing(botId)
    const readable = this.isBasic && access === 'read'
    const name = this.isBasic ? 'group' : this.wire.type
    if (status === 'kicked' && !readable) throw forbidden(`bot was kicked from the ${name} chat`)
    if (status === 'left' && !readable) throw forbidden(`bot is not a member of the ${name} chat`)
    if (this.wire.type === 'channel' && access === 'write' && !this.roll.isAdministrator(botId)) {
      throw badRequest('need administrator rights in the channel chat')
    }
  }

  #admitWriter(): void {
    switch (this.barrier) {
      case null:
        return
      case 'never_started':
        if (unixNow() < this.strangerUntil) return
        throw forbidden("bot can't initiate conversation with a user")
      case 'blocked':
        throw forbidden('bot was blocked by the user')
      case 'deactivated':
        throw forbidden('user is deactivated')
      case 'kicked':
        throw forbidden(`bot was kicked from the ${this.wire.type} chat`)
      case 'muted':
        throw badRequest('not enough rights to send text messages to the chat')
      case 'deleted':
        throw badRequest('chat not found')
    }
  }
}

export class World {
  readonly chats = new Map<number, EmulatedChat>()
  /** Everybody whom the bot could have met. */
  readonly users = new Map<number, WireUser>()
  readonly #changes = new EventEmitter().setMaxListeners(0)
  // Nobody is met again in another test, even on a database that is kept.
  #nextUserId = randomInt(1_000_000_000, 2 ** 47)
  #nextGroupId = -1_000_000_000_000 - randomInt(2 ** 40)
  #nextBasicId = -randomInt(1_000_000_000, 2 ** 40)

  readonly changed = (): void => {
    this.#changes.emit('change')
  }

  newUser(options: { name: string; username?: string; language?: string; id?: number }): WireUser {
    const user: WireUser = {
      id: options.id ?? this.#nextUserId++,
      is_bot: false,
      first_name: options.name,
      ...(options.username !== undefined && { username: options.username }),
      ...(options.language !== undefined && { language_code: options.language }),
    }
    const chat = this.#add({ id: user.id, type: 'private', first_name: user.first_name })
    chat.barrier = 'never_started'
    this.users.set(user.id, user)
    return user
  }

  newGroup(title: string, { forum = false, basic = false } = {}): EmulatedChat {
    if (basic) return this.#add({ id: this.#nextBasicId--, type: 'group', title })
    const id = this.#nextGroupId--
    return this.#add({ id, type: 'supergroup', title, ...(forum && { is_forum: true }) })
  }

  newChannel(title: string): EmulatedChat {
    return this.#add({ id: this.#nextGroupId--, type: 'channel', title })
  }

  /** The supergroup that a group becomes. */
  upgraded(group: EmulatedChat): EmulatedChat {
    if (!group.isBasic || group.upgradedTo !== null) throw new Error('It is no basic group')
    const bigger = this.newGroup(group.wire.title ?? '')
    group.upgradedTo = bigger.wire.id
    return bigger
  }

  /** @throws ApiError "chat not found" */
  chat(id: unknown): EmulatedChat {
    const chat = typeof id === 'number' ? this.chats.get(id) : undefined
    if (!chat) throw badRequest('chat not found')
    return chat
  }

  /** Waits until something holds; fails loudly after the deadline, milliseconds. */
  async until<T>(
    what: string,
    holds: () => T | undefined | null | false,
    deadlineMs = 10_000
  ): Promise<T> {
    const first = holds()
    if (first) return first
    return new Promise<T>((resolve, reject) => {
      const end = (finish: () => void) => {
        clearTimeout(timer)
        this.#changes.off('change', look)
        finish()
      }
      const look = () => {
        const value = holds()
        if (value) end(() => resolve(value))
      }
      const timer = setTimeout(() => {
        end(() => reject(new Error(`Waited ${deadlineMs} ms in vain for ${what}`)))
      }, deadlineMs)
      this.#changes.on('change', look)
    })
  }

  #add(wire: WireChat): EmulatedChat {
    const chat = new EmulatedChat(wire, this.changed)
    this.chats.set(wire.id, chat)
    return chat
  }
}
