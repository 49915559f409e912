/** People at the doors: they open links, ask to enter, are let in or turned away. */
import type { ChatInviteLink, ChatJoinRequest } from 'grammy/types'
import { badRequest } from '#tests/emulators/telegram/errors'
import { change } from '#tests/emulators/telegram/comings'
import { InviteLinks, type EmulatedLink } from '#tests/emulators/telegram/invite_links'
import type { Payments } from '#tests/emulators/telegram/payments'
import { unixNow, type Standing } from '#tests/emulators/telegram/roll'
import type { Updates } from '#tests/emulators/telegram/updates'
import type { WireUser } from '#tests/emulators/telegram/wire'
import type { EmulatedChat, World } from '#tests/emulators/telegram/world'

/** What somebody sees who opens a link. */
export type Opened = 'joined' | 'asked' | 'already_in' | 'expired' | 'not_enough_stars'

interface Request {
  user: WireUser
  link?: string
}
type Requests = Map<number, Request>

interface EntrancesServices {
  me: WireUser
  updates: Updates
  payments: Payments
  world: World
}

/** How long a bot may write to somebody who asks to enter and never wrote to it, seconds. */
const MAY_WRITE_SECONDS = 5 * 60

export class Entrances {
  readonly links = new InviteLinks()
  /** By chat: who asks to enter, and by which link. */
  readonly #requests = new Map<EmulatedChat, Requests>()
  /** People who are in as many chats as Telegram allows (500). */
  readonly crowded = new Set<number>()

  constructor(private readonly services: EntrancesServices) {}

  /** Who waits for an answer. */
  requestsOf(chat: EmulatedChat): WireUser[] {
    return [...this.#of(chat).values()].map(({ user }) => user)
  }

  open(user: WireUser, address: string): Opened {
    const link = this.links.find(address)
    if (!link || !works(link)) return 'expired'
    const { chat, wire } = link
    // Whoever is banned is shown the same as by a link that is over.
    if (chat.roll.standing(user.id).status === 'kicked') return 'expired'
    if (chat.roll.isIn(user.id)) return 'already_in'
    if (wire.creates_join_request) return this.#ask(chat, user, wire)
    if (wire.subscription_price !== undefined) return this.#subscribe(link, user)
    this.#enter(link, user, { status: 'member' })
    return 'joined'
  }

  /** Somebody takes back that they asked. */
  takeBack(chat: EmulatedChat, user: WireUser): void {
    this.#of(chat).delete(user.id)
  }

  /** @throws ApiError in the words of messages.hideChatJoinRequest */
  answer(chat: EmulatedChat, userId: number, admit: boolean, by: WireUser): void {
    if (chat.roll.isIn(userId)) throw badRequest('USER_ALREADY_PARTICIPANT')
    const request = this.#of(chat).get(userId)
    if (!request) throw badRequest('HIDE_REQUESTER_MISSING')
    if (admit && this.crowded.has(userId)) throw badRequest('USER_CHANNELS_TOO_MUCH')
    this.#of(chat).delete(userId)
    this.services.world.chat(userId).strangerUntil = 0
    if (!admit) return chat.touched()
    const { user } = request
    const link = request.link === undefined ? undefined : this.links.find(request.link)
    if (link) link.used++
    const about = { user, to: { status: 'member' as const }, by }
    change(chat, { ...about, ...(link && { link: link.wire }) }, this.services)
  }

  #ask(chat: EmulatedChat, user: WireUser, link: ChatInviteLink): Opened {
    if (this.#of(chat).has(user.id)) return 'asked'
    this.#of(chat).set(user.id, { user, link: link.invite_link })
    chat.touched()
    const { me, updates, world } = this.services
    if (chat.roll.may(me.id, 'can_invite_users')) {
      const told = {
        chat: chat.wire,
        from: user,
        user_chat_id: user.id,
        date: unixNow(),
        invite_link: shownTo(me, link),
      } satisfies Omit<ChatJoinRequest, 'chat'> & { chat: unknown }
      world.chat(user.id).strangerUntil = unixNow() + MAY_WRITE_SECONDS
      updates.add('chat_join_request', told)
    }
    return 'asked'
  }

  /** The Stars are the channel's: the bot sees nothing of them. */
  #subscribe(link: EmulatedLink, user: WireUser): Opened {
    const { purses } = this.services.payments
    const price = link.wire.subscription_price ?? 0
    const purse = purses.get(user.id) ?? Infinity
    if (purse < price) return 'not_enough_stars'
    if (purse !== Infinity) purses.set(user.id, purse - price)
    const until = unixNow() + (link.wire.subscription_period ?? 0)
    this.#enter(link, user, { status: 'member', until })
    return 'joined'
  }

  #enter(link: EmulatedLink, user: WireUser, to: Standing): void {
    link.used++
    const shown = shownTo(this.services.me, link.wire)
    change(link.chat, { user, to, by: user, link: shown }, this.services)
  }

  #of(chat: EmulatedChat): Requests {
    const requests: Requests = this.#requests.get(chat) ?? new Map<number, Request>()
    this.#requests.set(chat, requests)
    return requests
  }
}

function works({ wire, used }: EmulatedLink): boolean {
  const inTime = wire.expire_date === undefined || wire.expire_date > unixNow()
  return !wire.is_revoked && inTime && used < (wire.member_limit ?? Infinity)
}

/** Of other administrators' links the second half is hidden (core.telegram.org/bots/api#chatinvitelink). */
function shownTo(me: WireUser, link: ChatInviteLink): ChatInviteLink {
  if (link.creator.id === me.id) return link
  return { ...link, invite_link: `${link.invite_link.slice(0, 20)}...` }
}
