/** Money that a platform itself takes (Telegram's Stars, Discord's Premium Apps), in the kit's words. */
import type { JsonObject } from '#app/job_kit/types'
import type { Frontend } from '#app/bot_kit/inbound'

/** What a platform asks before it takes the money. */
export interface PayRequest {
  frontend: Frontend
  /** The platform's id of the account that pays. */
  platformId: string
  /** What the {@link PayNode} carried; the platform gives it back. */
  payload: string
  /** ISO 4217, or `XTR` for Telegram's Stars. */
  currency: string
  /** In the currency's minor unit; whole Stars. */
  amount: bigint
  /** BCP 47, as the platform reports it. */
  locale?: string
}

export type PayAnswer =
  | { outcome: 'go_on' }
  /** Shown to the person by the platform: what is wrong and what to do instead. */
  | { outcome: 'refused'; text: string }

/** Something that a platform says about money: a payment, a refund, an entitlement that came or went. */
export interface PlatformEvent {
  /** Who says it: the gateway's name, for instance `stars` or `discord`. */
  provider: string
  /** The platform's own id of what happened: told twice, it is one event. */
  id: string
  type: string
  /** As the platform sent it. */
  body: JsonObject
}

/** Where frontends bring what their platform says about money. One plugin in the program has it. */
export interface Till {
  /** Whether a payment may go on. Answers within {@link PAY_ANSWER_MS}; never throws. */
  mayPay(request: PayRequest): Promise<PayAnswer>
  /** Keeps an event durably; resolves when it is kept. What comes of it happens afterwards, once. */
  take(event: PlatformEvent): Promise<void>
}

/** Telegram gives a pre-checkout query 10 s (core.telegram.org/bots/api#answerprecheckoutquery); a rest is for the way. */
export const PAY_ANSWER_MS = 7_000
