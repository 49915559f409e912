import type { ApplicationService } from '@adonisjs/core/types'
import type {
  AddLink,
  LetIn,
  MemberPage,
  Posted,
  Presence,
  PutOut,
  SpaceMessage,
  SpaceReport,
} from '#app/bot_kit/spaces/answers'
import type { Refused } from '#app/bot_kit/spaces/problems'
import type { Passage, SpacePlatform, SpaceRef } from '#app/bot_kit/spaces/space'

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
