import { setTimeout as wait } from 'node:timers/promises'
import type { LoggerService } from '@adonisjs/core/types'
import type { PreCheckoutQuery, Update } from 'grammy/types'
import type { BotRuntime } from '#app/bot_kit/frontend'
import { PAY_ANSWER_MS, type PayAnswer, type PlatformEvent, type Till } from '#app/bot_kit/payments'
import { describeError } from '#bots/telegram/failures'
import { moneyIn } from '#bots/telegram/money'
import type { Transport } from '#bots/telegram/transport'

/** An answer that did not get through is tried again after these times, milliseconds: Telegram waits 10 s in all. */
const ANSWER_AGAIN_MS = [200, 600] as const

/** Brings what Telegram says about money to the till, and the till's answers back. */
export class Cashier {
  constructor(
    private readonly transport: Pick<Transport, 'answerCheckout'>,
    private readonly runtime: Pick<BotRuntime, 'till' | 't'>,
    private readonly logger: LoggerService
  ) {}

  /**
   * Keeps what an update says about money; resolves when it is kept, at once when it says nothing.
   * @throws when it cannot be kept now: the update is not to be confirmed to Telegram
   */
  async keep(update: Update): Promise<void> {
    const event = this.#read(update)
    if (!event) return
    const { till } = this.runtime
    if (!till) {
      this.logger.error({ event: event.id }, 'Telegram tells of money, and nothing here takes it')
      return
    }
    await till.take(event)
  }

  /** Says whether a payment may go on, always and in time: without an answer the person waits in vain. */
  async answer(query: PreCheckoutQuery): Promise<void> {
    const refusal = await this.#refusalOf(query)
    for (const pause of [...ANSWER_AGAIN_MS, null]) {
      const answered = await this.transport.answerCheckout(query.id, refusal)
      if (answered.ok) return
      const { failure } = answered
      const passing = failure.kind === 'undelivered' && failure.reason === 'outage'
      if (!passing || pause === null) {
        this.logger.warn({ failure }, 'a checkout of Telegram was not answered')
        return
      }
      await wait(pause)
    }
  }

  #read(update: Update): PlatformEvent | null {
    try {
      return moneyIn(update)
    } catch (error) {
      // It would never be kept, and hold up everything that comes after it.
      this.logger.error(describeError(error), 'Telegram tells of money in a way that is not known')
      return null
    }
  }

  /** Why a payment may not go on; undefined when it may. */
  async #refusalOf(query: PreCheckoutQuery): Promise<string | undefined> {
    const { till } = this.runtime
    const locale = query.from.language_code
    const later = this.runtime.t(locale, 'telegram.pay.not_now')
    if (!till) return this.runtime.t(locale, 'telegram.pay.nothing_sold')
    try {
      const answer = await inTime(this.#ask(till, query))
      if (answer === null) {
        this.logger.warn('a checkout of Telegram was refused: its order could not be read in time')
        return later
      }
      return answer.outcome === 'refused' ? answer.text : undefined
    } catch (error) {
      this.logger.error(describeError(error), 'a checkout of Telegram was refused')
      return later
    }
  }

  async #ask(till: Till, query: PreCheckoutQuery): Promise<PayAnswer> {
    const { from, currency, total_amount: amount, invoice_payload: payload } = query
    return till.mayPay({
      frontend: 'telegram',
      platformId: String(from.id),
      payload,
      currency,
      amount: BigInt(amount),
      ...(from.language_code !== undefined && { locale: from.language_code }),
    })
  }
}

/** What comes in time; null for what does not. */
async function inTime<T>(answer: Promise<T>): Promise<T | null> {
  const patience = new AbortController()
  const late = wait(PAY_ANSWER_MS, null, { signal: patience.signal }).catch(() => null)
  try {
    return await Promise.race([answer, late])
  } finally {
    patience.abort()
  }
}
