import type { LoggerService } from '@adonisjs/core/types'
import type { Update } from 'grammy/types'
import type { BotRuntime } from '#app/bot_kit/frontend'
import type { SpaceEvent } from '#app/bot_kit/spaces/events'
import { describeError } from '#bots/telegram/failures'
import { spaceEventIn } from '#bots/telegram/space_events'

/** Brings what Telegram tells of groups and channels to whoever looks after them. */
export class Gatehouse {
  constructor(
    private readonly botId: number,
    private readonly runtime: Pick<BotRuntime, 'spaces'>,
    private readonly logger: LoggerService
  ) {}

  /**
   * Keeps what an update tells of a space that somebody cares for; resolves when it is kept, at once when there is
   * nothing to keep.
   * @throws when it cannot be kept now: the update is not to be confirmed to Telegram
   */
  async keep(update: Update): Promise<void> {
    const { spaces } = this.runtime
    const event = spaces && this.#read(update)
    if (event && (await spaces.caresFor(event))) await spaces.take(event)
  }

  #read(update: Update): SpaceEvent | null {
    try {
      return spaceEventIn(update, this.botId)
    } catch (error) {
      // It would never be kept, and hold up everything that comes after it.
      this.logger.error(describeError(error), 'Telegram tells of a chat in a way that is not known')
      return null
    }
  }
}
