/**
 * Servers, groups and channels that the program looks after: who is let in, who is put out, and what the platform tells
 * of them. A space is a Discord server, or a Telegram group or channel.
 */

import type { ApplicationService } from '@adonisjs/core/types'

/** Platforms with spaces. */
export const SPACE_PLATFORMS = ['discord', 'telegram'] as const
export type SpacePlatform = (typeof SPACE_PLATFORMS)[number]

/** A space, by the platform's own id: a guild's, or a chat's. */
export interface SpaceRef {
  platform: SpacePlatform
  id: string
}

/**
 * What a space is entered by: one of a Discord server's roles, or (role null) the Telegram chat itself. On Discord, being
 * "in" means having the role; whoever is not in the server at all cannot be given it.
 */
export interface DoorRef extends SpaceRef {
  roleId: string | null
}

/** One person's way through one door. `platformId` is the account's on the space's platform. */
export interface Passage {
  door: DoorRef
  platformId: string
}

/** What stands in the way, each with something to press. Platforms' words are in `detail`, never shown alone. */
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

export interface SpaceRole {
  id: string
  name: string
  /** Higher stands above. */
  position: number
  /** Null when it can be given. */
  why: 'everyone' | 'managed' | 'too_high' | null
}

/** What the platform says of a space now. */
export type SpaceReport =
  | {
      outcome: 'seen'
      /** Null when the space cannot be looked at: it is gone, or has moved. So is `kind`. */
      title: string | null
      kind: 'server' | 'group' | 'channel' | null
      /** Discord's, highest first; empty elsewhere. */
      roles: readonly SpaceRole[]
      /** Empty when everything is green. */
      problems: readonly SpaceProblem[]
      memberCount: number | null
    }
  | { outcome: 'unavailable'; reason: string; retryAfterMs: number | null }

/** How a try went. `retriable` is true of outages and limits; a problem needs somebody to press something. */
export type Refused =
  | {
      outcome: 'retry'
      reason: string
      /** As the platform asks; null when it does not say. */
      afterMs: number | null
    }
  | { outcome: 'problem'; problem: SpaceProblem | PersonProblem; detail: string }

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

export type LetIn =
  /**
   * They are in. `already`: they were before; null where the platform does not tell, as Discord, whose answer is the
   * same in either case: who needs to know looks first.
   */
  | { outcome: 'in'; already: boolean | null }
  /**
   * They come in by themselves through this link. On Telegram it leads to a request to enter, which comes as
   * `entry_requested` and is to be answered: admitted is only whose passage is wanted, by whichever link they came.
   */
  | { outcome: 'invited'; link: string; expiresAt: Date | null }
  | Refused

/** `already` as in {@link LetIn}. */
export type PutOut = { outcome: 'out'; already: boolean | null } | Refused

/** Somebody pays the platform itself for being in (a channel's own subscription): nobody is to put them out. */
interface PaidThere {
  /** What they paid for lasts until then, as the platform says; it may renew by itself. */
  until: Date
}

export type Presence =
  /** `runs`: they run the space as well, and can have what opens it by their own hand; nobody is to put them out unasked. */
  | { outcome: 'in'; paidThere?: PaidThere; runs?: true }
  /** `isThere`: of Discord alone, that they are in the server, without the role. */
  | { outcome: 'out'; isThere?: boolean }
  | { outcome: 'runs_the_space' }
  | Refused

/** One page of who is in a space. */
export type MemberPage =
  | {
      outcome: 'page'
      members: readonly {
        platformId: string
        displayName: string
        roleIds: readonly string[]
        isBot: boolean
        /** Owner or administrator, or whoever can give themselves the role. */
        runs: boolean
      }[]
      /** Goes on from here; null at the end. A string that may be kept, so that a run survives its process. */
      next: string | null
    }
  /** This platform, or this application, lists nobody: look at people one by one. */
  | { outcome: 'not_listed' }
  | Refused

export interface AddLink {
  kind: 'server' | 'group' | 'channel'
  url: string
}

/** What can be said in a space. Markdown as in reply nodes. */
export interface SpaceMessage {
  text: string
  button?: { label: string; url: string }
}
export type Posted = { outcome: 'posted'; messageId: string } | Refused

/**
 * One platform's hand on its spaces, by its HTTP API alone, so that every process has it. Nothing is thrown for what
 * the platform does; what it does twice has the effect of once. Each call is bounded in time and keeps to the
 * platform's rate limits by itself up to a few seconds; beyond, it is `retry` with the time that was asked for.
 */
export interface Doorkeeper {
  readonly platform: SpacePlatform
  /**
   * Preflight: everything that is missing, at once. `roleIds` are those that are to be given.
   * @param options.channelId Discord: where announcements are to be said; null, or left out, for the system channel
   */
  inspect(
    space: SpaceRef,
    roleIds: readonly string[],
    options?: { channelId: string | null }
  ): Promise<SpaceReport>
  /** Whether the account runs the space (Discord: Manage Server; Telegram: an administrator who may invite). */
  runs(space: SpaceRef, platformId: string): Promise<boolean | Refused>
  /**
   * @param options.key of the wish; on Telegram the link's name is made of it. Links of a try whose answer was lost let
   *   nobody in and expire.
   * @param options.knownLink one that was given out for this passage: it is given again, with more time, while it works.
   *   It is not to be kept beyond the passage's `putOut`.
   */
  letIn(passage: Passage, options: { key: string; knownLink: string | null }): Promise<LetIn>
  /**
   * Takes the role, or removes from the chat in a way that lets them come back, and makes `knownLink` useless. Whoever
   * pays the platform itself for being in (`paidThere`) stays: only our door is closed behind them.
   */
  putOut(passage: Passage, options: { knownLink: string | null }): Promise<PutOut>
  look(passage: Passage): Promise<Presence>
  /**
   * A link of a channel that the platform itself charges every 30 days; what is paid is the channel's and passes us by.
   * Absent where the platform has none, and so are the next three.
   * @param options.stars 1 to 10,000
   */
  paidLink?(
    space: SpaceRef,
    options: { key: string; stars: number }
  ): Promise<{ outcome: 'link'; link: string } | Refused>
  /** Nobody comes in by a paid link any more; who came by it stays. One that works no longer is `done`. */
  revokePaidLink?(space: SpaceRef, link: string): Promise<{ outcome: 'done' } | Refused>
  /** Bans for good, also whoever pays the platform: they cannot come in, and are charged nothing by a link. */
  shutOut?(passage: Passage): Promise<{ outcome: 'done' } | Refused>
  /** Lifts such a ban. Nobody is let in by it. */
  readmit?(passage: Passage): Promise<{ outcome: 'done' } | Refused>
  /** @param after a `next` of an earlier page; null begins */
  list(space: SpaceRef, after: string | null): Promise<MemberPage>
  /**
   * Answers a request to enter. It is `answered`, too, when there is nothing left to answer: they are in already, took it
   * back, or an administrator was faster; who is in is told by `member_changed` and by {@link look}.
   */
  answerRequest(request: {
    space: SpaceRef
    platformId: string
    admit: boolean
  }): Promise<{ outcome: 'answered' } | Refused>
  /**
   * Links by which somebody adds the bot to a space of theirs, asking for the permissions that it needs: Discord's
   * `oauth2/authorize` for a server; Telegram's `?startgroup=…&admin=…` and `?startchannel&admin=…`. Null while the
   * platform cannot be asked who the bot is.
   */
  addLinks(): Promise<readonly AddLink[] | null>
  /**
   * Says something in the space: Telegram in the chat, Discord in `channelId`, or its system channel. A try whose answer
   * was lost may have been heard all the same: Telegram knows no key, and repeating it may say it twice.
   */
  post(
    space: SpaceRef,
    message: SpaceMessage,
    options: { channelId: string | null; key: string }
  ): Promise<Posted>
  /**
   * Makes a role that by itself gives nothing, below the bot's own. Absent where the platform has none. A try whose answer
   * was lost may have made it all the same: whoever tries again looks first.
   * @param options.name at most 100 characters
   */
  makeRole?(
    space: SpaceRef,
    options: { name: string }
  ): Promise<{ outcome: 'made'; roleId: string } | Refused>
  /**
   * Takes back what {@link post} said; one that is gone already is `taken_back`. Absent where the platform has no way.
   * @param said.channelId as it was given to `post`
   */
  takeBack?(
    space: SpaceRef,
    said: { messageId: string; channelId: string | null }
  ): Promise<{ outcome: 'taken_back' } | { outcome: 'too_late' } | Refused>
}

/** Makes it; null without a token. */
export type DoorkeeperFactory = (context: { app: ApplicationService }) => Doorkeeper | null

/** Doorkeepers by platform; null where the program has no token for it. */
export interface Doorkeepers {
  of(platform: SpacePlatform): Promise<Doorkeeper | null>
}

/** What a platform tells of a space, in the kit's words. `id` is stable: told twice, it is one event. */
export type SpaceEvent = { id: string; space: SpaceRef; at: Date } &
  /** Somebody came in (Discord: into the server, or was given roles) or went out. */
  (
    | {
        kind: 'member_changed'
        platformId: string
        isIn: boolean
        roleIds: readonly string[] | null
        /** They pay the platform itself; `link` is the one that they came by, where it is told. */
        paidThere?: PaidThere & { link: string | null }
      }
    /** Somebody asks to be let in. */
    | { kind: 'entry_requested'; platformId: string; link: string | null }
    /** The bot was made an administrator, was added, or its rights or roles changed: the preflight may turn out otherwise. */
    | {
        kind: 'bot_changed'
        /** Who added it or changed it (Telegram's `my_chat_member.from`); null where the platform does not say. */
        byPlatformId: string | null
      }
    | { kind: 'bot_removed' }
    | { kind: 'role_removed'; roleId: string }
    | { kind: 'role_changed'; roleId: string }
    /** A group became a supergroup: it has another id from now on. */
    | { kind: 'space_moved'; toId: string }
    | { kind: 'space_renamed'; title: string }
  )

/** Where frontends bring what their platform tells of spaces. One plugin in the program has it. */
export interface SpaceListener {
  /**
   * Whether anybody cares for this kind of event of this space: others are not kept. Cheap, asked for every event; may
   * be a little out of date. A bot that somebody added (`bot_changed` by somebody) matters in every space.
   */
  caresFor(event: SpaceEvent): Promise<boolean>
  /** Keeps an event durably; resolves when it is kept. */
  take(event: SpaceEvent): Promise<void>
}
