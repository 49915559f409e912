import { createHash, timingSafeEqual } from 'node:crypto'
import type { HttpContext } from '@adonisjs/core/http'
import type { LoggerService } from '@adonisjs/core/types'
import type { Update } from 'grammy/types'
import type { BotFrontend } from '#app/bot_kit/frontend'
import { describeError } from '#bots/telegram/failures'
import { isUpdate } from '#bots/telegram/inbound'
import { TelegramFrontend } from '#bots/telegram/telegram_frontend'

export interface WebhookOptions {
  /** Absent where the bot polls: then nobody may post here. */
  secret: string | undefined
  frontend(): Promise<BotFrontend | null>
  logger: LoggerService
}

/** Takes the updates that Telegram posts. */
export class WebhookController {
  constructor(private readonly options: WebhookOptions) {}

  /**
   * 401 without the secret, 400 for what is no update, 503 while updates cannot be taken (Telegram brings it
   * again); else 200 at once, and the update is worked on afterwards: Telegram repeats what takes too long.
   */
  async handle({ request, response }: HttpContext): Promise<void> {
    const given = request.header('x-telegram-bot-api-secret-token')
    if (!this.#isSecret(given)) return response.unauthorized({ title: 'Unknown sender' })
    const update: unknown = request.body()
    if (!isUpdate(update)) return response.badRequest({ title: 'Not an update' })
    const frontend = await this.options.frontend()
    if (!(frontend instanceof TelegramFrontend) || !(await frontend.canTake())) {
      return response.serviceUnavailable({ title: 'Not now' })
    }
    if (!(await this.#kept(frontend, update))) {
      return response.serviceUnavailable({ title: 'Not now' })
    }
    response.ok({})
    void frontend.take(update)
  }

  /** Money, and who comes and goes, is kept before Telegram is told that it came. */
  async #kept(frontend: TelegramFrontend, update: Update): Promise<boolean> {
    try {
      await frontend.keep(update)
      return true
    } catch (error) {
      this.options.logger.error(describeError(error), 'what Telegram tells cannot be kept yet')
      return false
    }
  }

  /** In constant time: both sides are hashed, so that their lengths tell nothing either. */
  #isSecret(given: string | undefined): boolean {
    const { secret } = this.options
    if (secret === undefined || given === undefined) return false
    const digest = (text: string) => createHash('sha256').update(text).digest()
    return timingSafeEqual(digest(secret), digest(given))
  }
}
