import type { Sliders } from '#plugins/personas/persona'
import { lengthOf } from '#plugins/personas/prompt/voice'

/** Characters of a word and the space behind it, in English and in Spanish prose, rounded up. */
const CHARACTERS_PER_WORD = 6

/** What is known when a fan stops a reply. Lengths are in characters (UTF-16 units). */
export interface StoppedReply {
  /** What one reply costs, millicoins, above zero. */
  price: bigint
  /** What reached the fan. */
  delivered: number
  /** What the model had written by then; never less than `delivered`. */
  produced: number
  /** The model had ended: `produced` is the whole reply. */
  finished: boolean
  /** From this length on a piece is worth a whole reply: {@link fullPriceLength}. */
  fullLength: number
}

/**
 * The short end of a persona's usual reply: who has read as much has had a reply.
 */
export function fullPriceLength(sliders: Sliders): number {
  return lengthOf(sliders).from * CHARACTERS_PER_WORD
}

/**
 * What a fan pays for a reply that they stopped half-way, millicoins: the price times the share that was
 * delivered, rounded up. The share is of the whole reply where it is known; else of what was written so far or
 * of a short usual reply, whichever is longer. So nothing delivered costs nothing, more never costs less,
 * the last word is worth no stopping, and no character is ever cheaper than in a reply that was read to its
 * end (docs/adr/0006-fair-stop.md).
 */
export function fairStopCharge(reply: StoppedReply): bigint {
  if (reply.delivered <= 0) return 0n
  const whole = reply.finished ? reply.produced : Math.max(reply.produced, reply.fullLength)
  if (reply.delivered >= whole) return reply.price
  const total = BigInt(whole)
  return (reply.price * BigInt(reply.delivered) + total - 1n) / total
}
