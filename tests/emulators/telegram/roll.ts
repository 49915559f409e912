/** Who is in a chat, and as what. */
import type { ChatMember, ChatMemberAdministrator } from 'grammy/types'
import { DateTime } from 'luxon'
import type { WireUser } from '#tests/emulators/telegram/wire'

/** An administrator's rights, as Telegram names them. */
type Right = {
  [Field in keyof ChatMemberAdministrator]: Field extends `can_${string}` ? Field : never
}[keyof ChatMemberAdministrator] &
  string
export type Rights = Partial<Record<Exclude<Right, undefined>, boolean>>

export type Standing =
  | { status: 'creator' }
  | { status: 'administrator'; rights: Rights }
  /** `until`: they pay Telegram for being in; Unix time. */
  | { status: 'member'; until?: number }
  /** Muted. */
  | { status: 'restricted'; isMember: boolean }
  | { status: 'left' }
  /** Until a time, Unix; 0 is for good. */
  | { status: 'kicked'; until: number }

const LEFT: Standing = { status: 'left' }

export class Roll {
  readonly #people = new Map<number, { user: WireUser; standing: Standing }>()

  /** A ban that is over is none. */
  standing(userId: number): Standing {
    const standing = this.#people.get(userId)?.standing ?? LEFT
    const over = standing.status === 'kicked' && standing.until !== 0 && standing.until <= unixNow()
    return over ? LEFT : standing
  }

  set(user: WireUser, standing: Standing): void {
    this.#people.set(user.id, { user, standing })
  }

  user(userId: number): WireUser | undefined {
    return this.#people.get(userId)?.user
  }

  isIn(userId: number): boolean {
    return isPresent(this.standing(userId))
  }

  /** Whether somebody administers the chat and may do this. */
  may(userId: number, right: keyof Rights): boolean {
    const standing = this.standing(userId)
    if (standing.status === 'creator') return true
    return standing.status === 'administrator' && standing.rights[right] === true
  }

  isAdministrator(userId: number): boolean {
    return ['creator', 'administrator'].includes(this.standing(userId).status)
  }

  /** Everybody who is in, the bots too. */
  get present(): WireUser[] {
    return [...this.#people.values()].map(({ user }) => user).filter(({ id }) => this.isIn(id))
  }

  /** Makes somebody an administrator, with all rights that matter here unless some are named. */
  promote(user: WireUser, rights: Rights = ALL_RIGHTS): void {
    this.set(user, { status: 'administrator', rights })
  }
}

/** What an owner ticks who ticks everything. */
export const ALL_RIGHTS: Rights = {
  can_invite_users: true,
  can_restrict_members: true,
  can_delete_messages: true,
  can_change_info: true,
  can_pin_messages: true,
  can_post_messages: true,
}

export function isPresent(standing: Standing): boolean {
  if (standing.status === 'restricted') return standing.isMember
  return standing.status !== 'left' && standing.status !== 'kicked'
}

/** As the Bot API tells it. */
export function wireMember(user: WireUser, standing: Standing): ChatMember {
  switch (standing.status) {
    case 'creator':
      return { status: 'creator', user, is_anonymous: false }
    case 'administrator':
      return { status: 'administrator', user, ...NO_RIGHTS, ...standing.rights }
    case 'member':
      return {
        status: 'member',
        user,
        ...(standing.until !== undefined && { until_date: standing.until }),
      }
    case 'restricted':
      return { status: 'restricted', user, is_member: standing.isMember, ...MUTED }
    case 'left':
      return { status: 'left', user }
    case 'kicked':
      return { status: 'kicked', user, until_date: standing.until }
  }
}

const NO_RIGHTS = {
  can_be_edited: false,
  is_anonymous: false,
  can_manage_chat: true,
  can_delete_messages: false,
  can_manage_video_chats: false,
  can_restrict_members: false,
  can_promote_members: false,
  can_change_info: false,
  can_invite_users: false,
  can_post_stories: false,
  can_edit_stories: false,
  can_delete_stories: false,
  can_send_welcome_messages: false,
} as const

const MUTED = {
  can_send_messages: false,
  can_send_audios: false,
  can_send_documents: false,
  can_send_photos: false,
  can_send_videos: false,
  can_send_video_notes: false,
  can_send_voice_notes: false,
  can_send_polls: false,
  can_send_other_messages: false,
  can_add_web_page_previews: false,
  can_react_to_messages: false,
  can_change_info: false,
  can_invite_users: false,
  can_edit_tag: false,
  can_pin_messages: false,
  can_manage_topics: false,
  until_date: 0,
} as const

/** Telegram's clock moves with the tests'. */
export const unixNow = (): number => Math.floor(DateTime.utc().toSeconds())
