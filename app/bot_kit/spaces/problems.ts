/** What stands in a space's way, each with something to press. Platforms' words are in `detail`, never shown alone. */
export type SpaceProblem =
  /** The bot was removed, or the server or chat is gone. */
  | { kind: 'not_there' }
  /** The bot is in the chat, but is no administrator there (Telegram). */
  | { kind: 'not_admin' }
  /** A permission or an administrator's right is missing; `permission` is one of {@link PERMISSIONS}. */
  | { kind: 'missing_permission'; permission: Permission }
  /** A role is above the bot's own highest role, or is it: the bot's role has to be dragged above it. */
  | { kind: 'role_too_high'; roleId: string; roleName: string; botRoleName: string }
  /** `@everyone`, or the role of another bot, of boosters, of a linked service: nobody can give it. */
  | { kind: 'role_not_grantable'; roleId: string; roleName: string; why: 'everyone' | 'managed' }
  | { kind: 'role_gone'; roleId: string }
  /** A basic group: it has to become a supergroup before its doors can be kept. */
  | { kind: 'not_supergroup' }
  /**
   * The group became a supergroup, and is known by another id from now on. Nobody has to press anything: whoever meets
   * this goes on as after a `space_moved` event, and tries again there.
   */
  | { kind: 'moved'; toId: string }
  /** A public chat has a link that anyone may enter by. */
  | { kind: 'public_chat' }
  /** Every member of the group may add others to it: some will be inside who have not paid. */
  | { kind: 'members_may_add' }
  /** The members cannot be listed: the application's Server Members intent is off. Repair works one by one until then. */
  | { kind: 'members_hidden' }
  /**
   * Discord: nothing can be said there. No channel was chosen (or it is gone), and the server has no system channel: the
   * creator chooses one.
   */
  | { kind: 'no_channel' }
  /** Discord: the bot may not write where announcements are said; its doors work all the same. */
  | { kind: 'channel_closed'; permission: Permission }

/** What the bot needs, in our words: frontends translate it to their platform's flags, words are i18n keys. */
export const PERMISSIONS = [
  'manage_roles',
  'view_channels',
  'send_messages',
  'invite_users',
  'ban_users',
  'post_messages',
] as const
export type Permission = (typeof PERMISSIONS)[number]

/** Problems that do not keep a tier from being sold. */
export const MILD_PROBLEMS: readonly SpaceProblem['kind'][] = [
  'members_hidden',
  'members_may_add',
  'no_channel',
  'channel_closed',
]

/** What stands in one person's way, and is theirs to change. */
export type PersonProblem =
  /** Not a member of the Discord server: they have to join it first; then the role comes by itself. */
  | { kind: 'not_in_server' }
  /** The platform knows no such account. */
  | { kind: 'no_such_account' }
  /**
   * Banned on the platform by an administrator of the space, for good: the bot does not overrule them. Whoever it put out
   * itself is not meant; they can come back.
   */
  | { kind: 'banned_there' }
  /** They are in as many servers, groups and channels as the platform allows: they have to leave one. */
  | { kind: 'too_many_chats' }
  /** Owner or administrator of the space: they are in, and cannot be put out. */
  | { kind: 'runs_the_space' }

/** How a try went. `retriable` is true of outages and limits; a problem needs somebody to press something. */
export type Refused =
  | {
      outcome: 'retry'
      reason: string
      /** As the platform asks; null when it does not say. */
      afterMs: number | null
    }
  | { outcome: 'problem'; problem: SpaceProblem | PersonProblem; detail: string }
