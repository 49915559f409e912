/** Invite links: those that lead in, those that lead to a request, those that Telegram charges. */
import { randomBytes } from 'node:crypto'
import type { ChatInviteLink } from 'grammy/types'
import { badRequest } from '#tests/emulators/telegram/errors'
import { unixNow } from '#tests/emulators/telegram/roll'
import type { Params, WireUser } from '#tests/emulators/telegram/wire'
import type { EmulatedChat } from '#tests/emulators/telegram/world'

/** core.telegram.org/bots/api#createchatsubscriptioninvitelink */
const PERIOD = 2_592_000
const MOST_STARS = 10_000

export interface EmulatedLink {
  chat: EmulatedChat
  wire: ChatInviteLink
  /** People who came in by it. */
  used: number
}

export class InviteLinks {
  readonly #links = new Map<string, EmulatedLink>()

  /** All links of a chat, oldest first. */
  of(chat: EmulatedChat): ChatInviteLink[] {
    return [...this.#links.values()].filter((link) => link.chat === chat).map(({ wire }) => wire)
  }

  find(link: string): EmulatedLink | undefined {
    return this.#links.get(link)
  }

  create(chat: EmulatedChat, creator: WireUser, params: Params): ChatInviteLink {
    return this.#add(chat, creator, optionsOf(params))
  }

  createPaid(chat: EmulatedChat, creator: WireUser, params: Params): ChatInviteLink {
    if (chat.wire.type !== 'channel') throw badRequest('CHANNEL_INVALID')
    const { subscription_period: period, subscription_price: price } = params
    if (period !== PERIOD) throw badRequest('SUBSCRIPTION_PERIOD_INVALID')
    if (Number(price) < 1 || Number(price) > MOST_STARS) throw badRequest('STARS_AMOUNT_INVALID')
    const paid = { subscription_period: PERIOD, subscription_price: Number(price) }
    return this.#add(chat, creator, { ...nameOf(params), creates_join_request: false, ...paid })
  }

  edit(chat: EmulatedChat, editor: WireUser, params: Params): ChatInviteLink {
    const link = this.#own(chat, editor, params)
    if (link.wire.is_revoked) throw badRequest('INVITE_HASH_EXPIRED')
    if (link.wire.subscription_price !== undefined) throw badRequest('INVITE_HASH_INVALID')
    const { name: _name, expire_date: _expiry, member_limit: _limit, ...kept } = link.wire
    link.wire = { ...kept, ...optionsOf(params) }
    return link.wire
  }

  revoke(chat: EmulatedChat, revoker: WireUser, params: Params): ChatInviteLink {
    const link = this.#own(chat, revoker, params)
    if (link.wire.is_revoked) throw badRequest('INVITE_HASH_EXPIRED')
    link.wire = { ...link.wire, is_revoked: true }
    return link.wire
  }

  /** Bots manage the links that they made, no others. */
  #own(chat: EmulatedChat, user: WireUser, params: Params): EmulatedLink {
    const link = this.#links.get(String(params.invite_link))
    if (!link || link.chat !== chat || link.wire.creator.id !== user.id) {
      throw badRequest('INVITE_HASH_INVALID')
    }
    return link
  }

  #add(
    chat: EmulatedChat,
    creator: WireUser,
    options: Pick<ChatInviteLink, 'creates_join_request'> & Partial<ChatInviteLink>
  ): ChatInviteLink {
    const wire: ChatInviteLink = {
      invite_link: `https://t.me/+${randomBytes(12).toString('base64url')}`,
      creator,
      is_primary: false,
      is_revoked: false,
      ...options,
    }
    this.#links.set(wire.invite_link, { chat, wire, used: 0 })
    return wire
  }
}

function optionsOf(params: Params) {
  const { expire_date: expires, member_limit: limit } = params
  const asks = params.creates_join_request === true
  if (asks && limit !== undefined) {
    throw badRequest("member limit can't be specified for links requiring administrator approval")
  }
  if (limit !== undefined && (Number(limit) < 1 || Number(limit) > 99_999)) {
    throw badRequest('USAGE_LIMIT_INVALID')
  }
  if (expires !== undefined && Number(expires) <= unixNow()) throw badRequest('EXPIRE_DATE_INVALID')
  return {
    creates_join_request: asks,
    ...nameOf(params),
    ...(expires !== undefined && { expire_date: Number(expires) }),
    ...(limit !== undefined && { member_limit: Number(limit) }),
  }
}

/** The real service cuts a name that is too long; here it is refused, so that nobody relies on that. */
function nameOf({ name }: Params): { name?: string } {
  if (name === undefined) return {}
  if (String(name).length > 32) throw badRequest('invite link name is too long')
  return { name: String(name) }
}
