import type { Delivery } from '#app/bot_kit/reply'
import { ModelError } from '#plugins/ai/api'
import { fairStopCharge, fullPriceLength } from '#plugins/personas/fair_stop'
import { plainText } from '#plugins/personas/plain_text'
import type { Sliders } from '#plugins/personas/persona'
import { LeakedPrompt } from '#plugins/personas/prompt/leak_guard'
import { BlockedContent } from '#plugins/personas/safety/safe_pieces'

export const REPLY_OUTCOMES = ['delivered', 'stopped', 'failed', 'undelivered', 'blocked'] as const
export type ReplyOutcome = (typeof REPLY_OUTCOMES)[number]

/** What a reply is to be remembered as. */
export interface JudgedReply {
  outcome: ReplyOutcome
  /** What reached the fan and counts as said. */
  text: string
  /** Millicoins to take: above zero only for what reached the fan. */
  charge: bigint
  /** Why it failed or did not reach them, in a word; null when it did. */
  failure: string | null
}

export interface MadeReply {
  /** Millicoins held. */
  price: bigint
  /** Characters that the model wrote. */
  produced: number
  /** The model had come to its end. */
  finished: boolean
  /** The program stopped it, not the fan. */
  interrupted: boolean
  sliders: Sliders
}

/** Decides what a fan pays, from what reached them. Failures of ours are free. */
export function judgeDelivery(delivery: Delivery, made: MadeReply): JudgedReply {
  switch (delivery.outcome) {
    case 'delivered':
      if (delivery.text.trim() === '') return nothing('failed', 'empty_answer')
      return {
        outcome: 'delivered',
        text: plainText(delivery.text),
        charge: made.price,
        failure: null,
      }
    case 'stopped':
      if (made.interrupted) return nothing('failed', 'shutdown')
      return {
        outcome: 'stopped',
        text: plainText(delivery.text),
        charge: stopCharge(delivery.text, made),
        failure: null,
      }
    case 'failed':
      if (delivery.error instanceof LeakedPrompt) return nothing('blocked', 'leaked_prompt')
      if (delivery.error instanceof BlockedContent) {
        const { check, of } = delivery.error
        return nothing('blocked', `${of}_${check.outcome === 'crisis' ? 'crisis' : check.category}`)
      }
      return nothing('failed', failureOf(delivery.error))
    case 'undelivered':
      return nothing('undelivered', delivery.reason)
  }
}

function stopCharge(text: string, { price, produced, finished, sliders }: MadeReply): bigint {
  if (text.trim() === '' || price === 0n) return 0n
  return fairStopCharge({
    price,
    delivered: text.length,
    produced: Math.max(produced, text.length),
    finished,
    fullLength: fullPriceLength(sliders),
  })
}

const nothing = (outcome: ReplyOutcome, failure: string): JudgedReply => ({
  outcome,
  text: '',
  charge: 0n,
  failure,
})

const failureOf = (error: unknown): string =>
  error instanceof ModelError ? error.failure : 'internal'
