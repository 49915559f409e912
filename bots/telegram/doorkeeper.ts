import type { Api } from 'grammy'
import { DateTime } from 'luxon'
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
import type { Doorkeeper, DoorkeeperFactory } from '#app/bot_kit/spaces/doorkeeper'
import type { Refused } from '#app/bot_kit/spaces/problems'
import type { Passage, SpaceRef } from '#app/bot_kit/spaces/space'
import telegramConfig, { type TelegramSettings } from '#config/telegram'
import { inspectChat } from '#bots/telegram/chat_inspection'
import { createDoorApi, DoorCalls } from '#bots/telegram/door_calls'
import { DOOR_LIMITS } from '#bots/telegram/door_limits'
import { DoorRefusal, problem } from '#bots/telegram/door_refusals'
import { Rest } from '#bots/telegram/door_rest'
import { isIn, paidUntil, standingOf, type Standing } from '#bots/telegram/door_standing'
import { linkName, linksToAdd } from '#bots/telegram/door_links'
import { TELEGRAM_LIMITS } from '#bots/telegram/limits'
import { writeMarkdown } from '#bots/telegram/markdown'
import { MessageText } from '#bots/telegram/message_text'

/**
 * The doors of groups and channels, by the Bot API alone. People come in by a request to enter that only theirs is
 * admitted; they are put out by a ban that is lifted at once.
 */
class TelegramDoorkeeper implements Doorkeeper {
  readonly platform = 'telegram'
  readonly #api: Api
  readonly #botId: number
  readonly #rest = new Rest()
  #username: Promise<string | undefined> | undefined

  constructor(settings: TelegramSettings, token: string) {
    this.#api = createDoorApi(token, settings)
    // A token begins with the bot's own id (core.telegram.org/bots/api#authorizing-your-bot).
    this.#botId = Number(token.split(':')[0])
  }

  async inspect(space: SpaceRef): Promise<SpaceReport> {
    const report = await this.#at(space, (calls) => inspectChat(calls, this.#botId))
    if (report.outcome === 'seen' || report.outcome === 'unavailable') return report
    if (report.outcome === 'retry') {
      return { outcome: 'unavailable', reason: report.reason, retryAfterMs: report.afterMs }
    }
    throw new Error(`A chat cannot be looked at: ${report.detail}`)
  }

  async runs(space: SpaceRef, platformId: string): Promise<boolean | Refused> {
    return this.#at(space, async (calls) => {
      const member = await calls.member(userIdOf(platformId))
      return (
        member?.status === 'creator' ||
        (member?.status === 'administrator' && member.can_invite_users)
      )
    })
  }

  async letIn(
    { door, platformId }: Passage,
    { key, knownLink }: { key: string; knownLink: string | null }
  ): Promise<LetIn> {
    return this.#at(door, async (calls): Promise<LetIn> => {
      const userId = userIdOf(platformId)
      const standing = await this.#standing(calls, userId)
      if (isIn(standing)) return { outcome: 'in', already: true }
      if (standing === 'banned') {
        throw problem({ kind: 'banned_there' }, 'An administrator of the chat banned them')
      }
      if (standing === 'put_out') await calls.unban(userId)
      const expiresAt = inSeconds(DOOR_LIMITS.linkLifetime)
      const about = { name: linkName(key), expiresAt }
      const renewed = knownLink === null ? null : await calls.renewLink(knownLink, about)
      const link = renewed ?? (await calls.createLink(about))
      return { outcome: 'invited', link, expiresAt }
    })
  }

  async putOut(
    { door, platformId }: Passage,
    { knownLink }: { knownLink: string | null }
  ): Promise<PutOut> {
    return this.#at(door, async (calls): Promise<PutOut> => {
      const userId = userIdOf(platformId)
      if (knownLink !== null) await calls.revokeLink(knownLink)
      const standing = await this.#standing(calls, userId)
      switch (standing) {
        case 'runs':
          throw problem({ kind: 'runs_the_space' }, 'They are an administrator of the chat')
        case 'subscribed':
          return { outcome: 'out', already: true }
        case 'in':
          await calls.ban(userId, inSeconds(DOOR_LIMITS.banSeconds))
          await calls.unban(userId)
          return { outcome: 'out', already: false }
        case 'put_out':
          await calls.unban(userId)
          return { outcome: 'out', already: false }
        case 'out':
          // They may have asked to enter and not have been answered.
          if (knownLink !== null) await calls.answer(userId, false)
          return { outcome: 'out', already: true }
        case 'banned':
          return { outcome: 'out', already: true }
      }
    })
  }

  async look({ door, platformId }: Passage): Promise<Presence> {
    return this.#at(door, async (calls): Promise<Presence> => {
      const member = await calls.member(userIdOf(platformId))
      const standing = standingOf(member)
      if (standing === 'runs') return { outcome: 'runs_the_space' }
      const until = paidUntil(member)
      if (until) return { outcome: 'in', paidThere: { until } }
      return { outcome: standing === 'in' ? 'in' : 'out' }
    })
  }

  /** The Bot API lists nobody but administrators. */
  async list(): Promise<MemberPage> {
    return { outcome: 'not_listed' }
  }

  async answerRequest({
    space,
    platformId,
    admit,
  }: {
    space: SpaceRef
    platformId: string
    admit: boolean
  }): Promise<{ outcome: 'answered' } | Refused> {
    return this.#at(space, async (calls) => {
      await calls.answer(userIdOf(platformId), admit)
      return { outcome: 'answered' as const }
    })
  }

  async post(space: SpaceRef, { text, button }: SpaceMessage): Promise<Posted> {
    return this.#at(space, async (calls) => {
      const pieces = writeMarkdown(new MessageText(), text).split(TELEGRAM_LIMITS.text)
      const last = pieces.pop() ?? new MessageText()
      for (const piece of pieces) await calls.say(piece)
      return { outcome: 'posted' as const, messageId: String(await calls.say(last, button)) }
    })
  }

  async takeBack(
    space: SpaceRef,
    { messageId }: { messageId: string }
  ): Promise<{ outcome: 'taken_back' } | { outcome: 'too_late' } | Refused> {
    return this.#at(space, async (calls) => {
      const isGone = await calls.takeBack(Number(messageId))
      return { outcome: isGone ? ('taken_back' as const) : ('too_late' as const) }
    })
  }

  async paidLink(
    space: SpaceRef,
    { key, stars }: { key: string; stars: number }
  ): Promise<{ outcome: 'link'; link: string } | Refused> {
    return this.#at(space, async (calls) => {
      const link = await calls.createPaidLink(linkName(key), stars)
      return { outcome: 'link' as const, link }
    })
  }

  async revokePaidLink(space: SpaceRef, link: string): Promise<Done | Refused> {
    return this.#at(space, async (calls) => {
      await calls.revokeLink(link)
      return DONE
    })
  }

  async shutOut({ door, platformId }: Passage): Promise<Done | Refused> {
    return this.#at(door, async (calls) => {
      await calls.banForGood(userIdOf(platformId))
      return DONE
    })
  }

  async readmit({ door, platformId }: Passage): Promise<Done | Refused> {
    return this.#at(door, async (calls) => {
      await calls.unban(userIdOf(platformId))
      return DONE
    })
  }

  async addLinks(): Promise<readonly AddLink[] | null> {
    this.#username ??= this.#api.getMe().then(
      (me) => me.username,
      () => (this.#username = undefined)
    )
    const username = await this.#username
    return username === undefined ? null : linksToAdd(username)
  }

  async #standing(calls: DoorCalls, userId: number): Promise<Standing> {
    return standingOf(await calls.member(userId))
  }

  /** One try at a chat, with an end; a chat that asked for rest is not called. */
  async #at<T>(space: SpaceRef, run: (calls: DoorCalls) => Promise<T>): Promise<T | Refused> {
    const chatId = Number(space.id)
    try {
      if (!Number.isSafeInteger(chatId)) throw problem({ kind: 'not_there' }, 'No id of a chat')
      this.#rest.check(chatId)
      const deadline = performance.now() + DOOR_LIMITS.tryMs
      return await run(new DoorCalls(this.#api, chatId, deadline))
    } catch (error) {
      if (!(error instanceof DoorRefusal)) throw error
      this.#rest.note(chatId, error.refused)
      return error.refused
    }
  }
}

interface Done {
  outcome: 'done'
}
const DONE: Done = { outcome: 'done' }

/** By the program's clock, as everything that people are let in for. */
const inSeconds = (seconds: number): Date => DateTime.utc().plus({ seconds }).toJSDate()

function userIdOf(platformId: string): number {
  const id = Number(platformId)
  if (!Number.isSafeInteger(id) || id <= 0) throw problem({ kind: 'no_such_account' }, platformId)
  return id
}

/** Makes it with settings of one's own; null without a token. */
export function createDoorkeeper(settings: TelegramSettings): Doorkeeper | null {
  return settings.token === undefined ? null : new TelegramDoorkeeper(settings, settings.token)
}

const factory: DoorkeeperFactory = () => createDoorkeeper(telegramConfig)

export default factory
