import { DateTime } from 'luxon'
import type { Person } from '#app/identity/types'
import type { AiService, Model } from '#plugins/ai/api'
import type { Conversation } from '#plugins/personas/conversation'

/** What somebody has with a persona beside what everybody has. */
export interface Allowance {
  /** Replies that are free in a month (UTC). */
  free: number
  /** Those that nobody has claimed in this one. */
  freeLeft: number
  /** Basis points off the others. */
  discountBp: number
}

/** As Postgres gives it: {@link allowed}. */
export type AllowanceTuple = [free: number, discountBp: number, taken: number] | null

/** The time that allowances go by. Statements are given it, so that a test can move it. */
export const allowanceTime = (): Date => DateTime.utc().toJSDate()

/**
 * What a query reads of an owner's allowances for a conversation (its columns as `alias`): it costs those who have none
 * a look into an index. In a group they count for what the owner asks there: an answer is paid by who asked.
 * @param at the time, as it stands in the statement
 */
export const allowed = (alias: string, at: string): string =>
  `(select json_build_array(sum(w.free_replies), max(w.discount_bp),
      personas_free_taken(${alias}.owner_id, ${alias}.persona_id, ${at}))
    from personas_allowances w
    where w.person_id = ${alias}.owner_id and w.persona_id = ${alias}.persona_id
      and (w.until is null or w.until > ${at})
    having count(*) > 0) as allowance`

export function allowanceOf(row: AllowanceTuple): Allowance | null {
  if (!row) return null
  const [free, discountBp, taken] = row
  return { free, freeLeft: Math.max(0, free - taken), discountBp }
}

const WHOLE_BP = 10_000n

/** A model at the price that a conversation's owner has; a part of a millicoin is theirs. */
export function atOwnPrice(model: Model, { allowance }: Pick<Conversation, 'allowance'>): Model {
  if (!allowance || allowance.discountBp === 0) return model
  return { ...model, price: (model.price * (WHOLE_BP - BigInt(allowance.discountBp))) / WHOLE_BP }
}

/** The model that answers, at the price that it has for who asks: guests get the standard one. */
export function modelFor(
  ai: Pick<AiService, 'model'>,
  conversation: Conversation,
  person: Person | null
): Model {
  if (!person) return ai.model(null)
  return atOwnPrice(
    ai.model(conversation.modelId ?? conversation.persona.defaultModel),
    conversation
  )
}

/** Whether the next reply is one of the free ones, or costs nothing anyway. */
export const hasFreeReply = ({ allowance }: Pick<Conversation, 'allowance'>): boolean =>
  allowance !== undefined &&
  allowance !== null &&
  (allowance.freeLeft > 0 || BigInt(allowance.discountBp) === WHOLE_BP)
