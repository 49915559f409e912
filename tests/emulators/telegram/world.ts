/** The chats, the people in them and what the chats show. */
import { randomInt } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { badRequest, forbidden } from '#tests/emulators/telegram/errors'
import type { WireChat, WireMessage, WireUser } from '#tests/emulators/telegram/wire'

/** A draft as its reader sees it. */
export interface ShownDraft {
  draftId: number
  text: string
  at: number
}

/** One chat: private with a person, or a group. */
export class EmulatedChat {
  /** Everything that was ever said, deleted messages too. */
  readonly history: WireMessage[] = []
  readonly deleted = new Set<number>()
  /** How often each message was edited. */
  readonly edits = new Map<number, number>()
  /** Every draft shown, oldest first. */
  readonly drafts: ShownDraft[] = []
  readonly actions: string[] = []
  readonly members = new Map<number, WireUser>()
  /** Ids of the members who administer it. */
  readonly administrators = new Set<number>()
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
      date: Math.floor(Date.now() / 1000),
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
    Object.assign(message, change, { edit_date: Math.floor(Date.now() / 1000) })
    this.edits.set(message.message_id, (this.edits.get(message.message_id) ?? 0) + 1)
    this.changed()
    return message
  }

  showDraft(draftId: number, text: string): void {
    this.drafts.push({ draftId, text, at: Date.now() })
    this.changed()
  }

  /** Refuses what the bot may not do here, in the real service's words. */
  admit(): void {
    switch (this.barrier) {
      case null:
        return
      case 'never_started':
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
  readonly #changes = new EventEmitter().setMaxListeners(0)
  // Nobody is met again in another test, even on a database that is kept.
  #nextUserId = randomInt(1_000_000_000, 2 ** 47)
  #nextGroupId = -1_000_000_000_000 - randomInt(2 ** 40)

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
    return user
  }

  newGroup(title: string, forum: boolean): EmulatedChat {
    const id = this.#nextGroupId--
    return this.#add({ id, type: 'supergroup', title, ...(forum && { is_forum: true }) })
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
