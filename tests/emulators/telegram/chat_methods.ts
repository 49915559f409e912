/** Methods of the Bot API about groups, channels and who is in them. */
import type { ChatInviteLink } from 'grammy/types'
import { change } from '#tests/emulators/telegram/comings'
import { badRequest } from '#tests/emulators/telegram/errors'
import type { Method, MethodServices } from '#tests/emulators/telegram/methods'
import { unixNow, wireMember, type Rights } from '#tests/emulators/telegram/roll'
import type { Params, WireUser } from '#tests/emulators/telegram/wire'
import type { EmulatedChat } from '#tests/emulators/telegram/world'

/** A ban for less or for more is one for good (core.telegram.org/bots/api#banchatmember). */
const SHORTEST_BAN = 30
const LONGEST_BAN = 366 * 24 * 60 * 60

export const CHAT_METHODS: Readonly<Record<string, Method>> = {
  getChat(params, services) {
    const { wire, defaults } = seen(params, services)
    return {
      ...wire,
      accent_color_id: 1,
      max_reaction_count: 11,
      accepted_gift_types: {},
      ...(wire.type !== 'private' && wire.type !== 'channel' && { permissions: defaults }),
    }
  },

  getChatMemberCount: (params, services) => seen(params, services).roll.present.length,

  getChatMember(params, services) {
    const chat = seen(params, services)
    const { me } = services
    const userId = Number(params.user_id)
    if (chat.wire.type === 'channel' && userId !== me.id && !chat.roll.isAdministrator(me.id)) {
      throw badRequest('member list is inaccessible')
    }
    return wireMember(userOf(userId, chat, services), chat.roll.standing(userId))
  },

  getChatAdministrators(params, services) {
    const chat = seen(params, services)
    if (chat.isPrivate) throw badRequest('there are no administrators in the private chat')
    return chat.roll.present
      .filter(({ id, is_bot: isBot }) => !isBot && chat.roll.isAdministrator(id))
      .map((user) => wireMember(user, chat.roll.standing(user.id)))
  },

  createChatInviteLink(params, services): ChatInviteLink {
    const chat = managed(params, services, 'can_invite_users', 'manage chat invite link')
    return services.entrances.links.create(chat, services.me, params)
  },

  createChatSubscriptionInviteLink(params, services): ChatInviteLink {
    const chat = managed(params, services, 'can_invite_users', 'manage chat invite link')
    return services.entrances.links.createPaid(chat, services.me, params)
  },

  editChatInviteLink(params, services): ChatInviteLink {
    const chat = managed(params, services, 'can_invite_users', 'manage chat invite link')
    return services.entrances.links.edit(chat, services.me, params)
  },

  revokeChatInviteLink(params, services): ChatInviteLink {
    const chat = managed(params, services, 'can_invite_users', 'manage chat invite link')
    return services.entrances.links.revoke(chat, services.me, params)
  },

  approveChatJoinRequest: (params, services) => answerRequest(params, services, true),
  declineChatJoinRequest: (params, services) => answerRequest(params, services, false),

  banChatMember(params, services) {
    const chat = managed(
      params,
      services,
      'can_restrict_members',
      'restrict/unrestrict chat member'
    )
    const user = userOf(Number(params.user_id), chat, services)
    refuseThoseWhoRun(chat, user, services)
    const { until_date: date = 0 } = params
    const length = Number(date) - unixNow()
    const until = length < SHORTEST_BAN || length > LONGEST_BAN ? 0 : Number(date)
    const to = chat.isBasic ? ({ status: 'left' } as const) : ({ status: 'kicked', until } as const)
    change(chat, { user, to, by: services.me }, services)
    return true
  },

  unbanChatMember(params, services) {
    const { me } = services
    const basic = written(params, services).isBasic
    if (basic) throw badRequest('method is available for supergroup and channel chats only')
    const chat = managed(
      params,
      services,
      'can_restrict_members',
      'restrict/unrestrict chat member'
    )
    const user = userOf(Number(params.user_id), chat, services)
    const { status } = chat.roll.standing(user.id)
    if (status !== 'kicked' && params.only_if_banned === true) return true
    refuseThoseWhoRun(chat, user, services)
    change(chat, { user, to: { status: 'left' }, by: me }, services)
    return true
  },
}

/** For reading: a group that became a supergroup can still be read. */
function seen(params: Params, { world, me }: MethodServices): EmulatedChat {
  const chat = world.chat(params.chat_id)
  chat.admit('read', me.id)
  return chat
}

function written(params: Params, { world, me }: MethodServices): EmulatedChat {
  const chat = world.chat(params.chat_id)
  chat.admit('write', me.id)
  return chat
}

function managed(
  params: Params,
  services: MethodServices,
  right: keyof Rights,
  what: string
): EmulatedChat {
  const chat = written(params, services)
  const { me } = services
  if (chat.isPrivate) throw badRequest("can't manage a private chat")
  if (chat.wire.type === 'channel' && !chat.roll.isAdministrator(me.id)) {
    throw badRequest('need administrator rights in the channel chat')
  }
  if (!chat.roll.may(me.id, right)) throw badRequest(`not enough rights to ${what}`)
  return chat
}

function answerRequest(params: Params, services: MethodServices, admit: boolean): true {
  const chat = managed(params, services, 'can_invite_users', 'manage chat join requests')
  userOf(Number(params.user_id), chat, services)
  services.entrances.answer(chat, Number(params.user_id), admit, services.me)
  return true
}

/** Whom nobody ever met is not known by an id alone. */
function userOf(userId: number, chat: EmulatedChat, { world, me }: MethodServices): WireUser {
  const user = userId === me.id ? me : (chat.roll.user(userId) ?? world.users.get(userId))
  if (!user) throw badRequest('member not found')
  return user
}

function refuseThoseWhoRun(chat: EmulatedChat, user: WireUser, { me }: MethodServices): void {
  if (user.id === me.id) throw badRequest("can't restrict self")
  const { status } = chat.roll.standing(user.id)
  if (status === 'creator') throw badRequest("can't remove chat owner")
  if (status === 'administrator') throw badRequest('user is an administrator of the chat')
}
