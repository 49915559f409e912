import { autoRetry } from '@grammyjs/auto-retry'
import { Api } from 'grammy'
import type { ChatFullInfo, ChatMember } from 'grammy/types'
import type { Permission } from '#app/bot_kit/spaces/problems'
import type { TelegramSettings } from '#config/telegram'
import { clientOptions } from '#bots/telegram/api_client'
import { DOOR_LIMITS } from '#bots/telegram/door_limits'
import { refusalOf, retry, saidBy } from '#bots/telegram/door_refusals'
import type { MessageText } from '#bots/telegram/message_text'

/** Nobody of that id is or was in the chat. */
const NO_MEMBER = /USER_NOT_PARTICIPANT|PARTICIPANT_ID_INVALID|(?<!chat )member not found/i
/** A link that was revoked, or that is not ours any more. */
const DEAD_LINK =
  /INVITE_HASH_(EXPIRED|INVALID|EMPTY)|INVITE_REVOKED_MISSING|invite link not found/i
/** They took the request back, or somebody else answered it. */
const NO_REQUEST = /HIDE_REQUESTER_MISSING|USER_ALREADY_PARTICIPANT/i

/** It is gone already, or is nobody's. */
const NO_MESSAGE = /message to delete not found|MESSAGE_ID_INVALID/i
const TOO_OLD = /message can't be deleted/i

/** Telegram knows subscriptions of 30 days alone (core.telegram.org/bots/api#createchatsubscriptioninvitelink). */
const SUBSCRIPTION_SECONDS = 2_592_000

type LinkOptions = { name: string; expiresAt: Date }

/** A client for doors: it waits out short rate limits, and gives up in time. */
export function createDoorApi(token: string, settings: TelegramSettings): Api {
  const options = clientOptions(settings)
  const timeoutSeconds = Math.min(settings.callTimeoutSeconds, DOOR_LIMITS.callSeconds)
  const api = new Api(token, { ...options, timeoutSeconds })
  api.config.use(
    autoRetry({
      maxDelaySeconds: DOOR_LIMITS.waitSeconds,
      maxRetryAttempts: 1,
      rethrowHttpErrors: true,
      rethrowInternalServerErrors: true,
    })
  )
  return api
}

/**
 * What the bot does at the door of one chat. Each call throws a DoorRefusal for what Telegram refuses; what was done
 * before is done.
 */
export class DoorCalls {
  constructor(
    private readonly api: Api,
    private readonly chatId: number,
    /** When the try is over, milliseconds of `performance.now()`. */
    private readonly deadline: number
  ) {}

  chat(): Promise<ChatFullInfo> {
    return this.#call('invite_users', () => this.api.getChat(this.chatId))
  }

  /**
   * A group that became a supergroup can still be read under its old id; only what would be seen there is refused, with
   * the new one.
   */
  async probe(): Promise<void> {
    await this.#call('post_messages', () => this.api.sendChatAction(this.chatId, 'typing'))
  }

  memberCount(): Promise<number> {
    return this.#call('invite_users', () => this.api.getChatMemberCount(this.chatId))
  }

  /** Null for somebody who is not and was not in the chat. */
  member(userId: number): Promise<ChatMember | null> {
    return this.#call('invite_users', () =>
      unless(NO_MEMBER, null, this.api.getChatMember(this.chatId, userId))
    )
  }

  /** A new link that leads to a request to enter. */
  async createLink({ name, expiresAt }: LinkOptions): Promise<string> {
    const about = { name, expire_date: unix(expiresAt), creates_join_request: true }
    const made = await this.#call('invite_users', () =>
      this.api.createChatInviteLink(this.chatId, about)
    )
    return made.invite_link
  }

  /** Gives a link more time. Null when it does not work any more. */
  async renewLink(link: string, { name, expiresAt }: LinkOptions): Promise<string | null> {
    const about = { name, expire_date: unix(expiresAt), creates_join_request: true }
    const edited = await this.#call('invite_users', () =>
      unless(DEAD_LINK, null, this.api.editChatInviteLink(this.chatId, link, about))
    )
    return edited && !edited.is_revoked ? edited.invite_link : null
  }

  /** A link that Telegram itself charges each month; the Stars are the channel's. */
  async createPaidLink(name: string, stars: number): Promise<string> {
    const made = await this.#call('invite_users', () =>
      this.api.createChatSubscriptionInviteLink(this.chatId, SUBSCRIPTION_SECONDS, stars, { name })
    )
    return made.invite_link
  }

  async revokeLink(link: string): Promise<void> {
    await this.#call('invite_users', () =>
      unless(DEAD_LINK, null, this.api.revokeChatInviteLink(this.chatId, link))
    )
  }

  /** Admits whoever asks, or turns them away; nothing happens when they do not ask. */
  async answer(userId: number, admit: boolean): Promise<void> {
    await this.#call('invite_users', () =>
      unless(
        NO_REQUEST,
        true,
        admit
          ? this.api.approveChatJoinRequest(this.chatId, userId)
          : this.api.declineChatJoinRequest(this.chatId, userId)
      )
    )
  }

  /** Puts out, for a short time. */
  async ban(userId: number, until: Date): Promise<void> {
    const about = { until_date: unix(until) }
    await this.#call('ban_users', () =>
      unless(NO_MEMBER, true, this.api.banChatMember(this.chatId, userId, about))
    )
  }

  /** Puts out, and keeps out. */
  async banForGood(userId: number): Promise<void> {
    await this.#call('ban_users', () => this.api.banChatMember(this.chatId, userId))
  }

  /** They can come back; whoever is in stays in. */
  async unban(userId: number): Promise<void> {
    const about = { only_if_banned: true }
    await this.#call('ban_users', () =>
      unless(NO_MEMBER, true, this.api.unbanChatMember(this.chatId, userId, about))
    )
  }

  /** Answers the message's id. */
  async say(text: MessageText, button?: { label: string; url: string }): Promise<number> {
    const message = await this.#call('post_messages', () =>
      this.api.sendMessage(this.chatId, text.text, {
        entities: text.entities,
        link_preview_options: { is_disabled: true },
        ...(button && {
          reply_markup: { inline_keyboard: [[{ text: button.label, url: button.url }]] },
        }),
      })
    )
    return message.message_id
  }

  /**
   * Deletes a message of the bot's own; true as well when it is gone. False when Telegram lets nobody delete it any more:
   * after 48 hours (core.telegram.org/bots/api#deletemessage).
   */
  async takeBack(messageId: number): Promise<boolean> {
    return this.#call('post_messages', () =>
      unless(
        TOO_OLD,
        false,
        unless(NO_MESSAGE, true, this.api.deleteMessage(this.chatId, messageId))
      )
    )
  }

  async #call<T>(permission: Permission, run: () => Promise<T>): Promise<T> {
    if (performance.now() > this.deadline) throw retry('Telegram took too long')
    try {
      return await run()
    } catch (error) {
      throw refusalOf(error, permission)
    }
  }
}

/** A call that is as good as done when Telegram answers with one of these words. */
async function unless<T, O>(words: RegExp, otherwise: O, call: Promise<T>): Promise<T | O> {
  try {
    return await call
  } catch (error) {
    if (saidBy(error, words)) return otherwise
    throw error
  }
}

const unix = (date: Date): number => Math.floor(date.getTime() / 1_000)
