import type { CapState } from '#plugins/ledger/api'
import type { Persona } from '#plugins/personas/persona'
import type { ChatServices } from '#plugins/personas/services'
import { sql } from '#app/support/sql'
import { VOICE } from '#plugins/personas/voice/limits'

/** A reply that is being said aloud. */
export interface Speech {
  id: string
  holdId: string | null
}

export type SpeechStart =
  | { outcome: 'started'; speech: Speech }
  | { outcome: 'insufficient_coins'; available: bigint }
  /** The person's own spending limit stands against it. */
  | { outcome: 'cap_reached'; cap: CapState }
  /** The turn had it before. */
  | { outcome: 'already_done' }

export interface SpeechToStart {
  personId: string
  persona: Persona
  /** Of the update that asks to hear it. */
  turnKey: string
  /** Turn key of the reply. */
  replyKey: string
  /** Millicoins. */
  price: bigint
}

/** A turn whose process died may be begun again, with a hold of its own, so many times. */
const HOLD_ATTEMPTS = 5

/** Holds the price of a spoken reply. The row comes first, so that whatever is held is known to somebody. */
export async function startSpeech(
  { ledger, ai }: Pick<ChatServices, 'ledger' | 'ai'>,
  { personId, persona, turnKey, replyKey, price }: SpeechToStart
): Promise<SpeechStart> {
  const [row] = await sql<{ id: string; outcome: string }>(
    `insert into personas_spoken (person_id, turn_key, reply_key, price)
     values (:personId, :turnKey, :replyKey, :price)
     on conflict (turn_key) do update set turn_key = excluded.turn_key returning id, outcome`,
    { personId, turnKey, replyKey, price }
  )
  if (!row || row.outcome !== 'speaking') return { outcome: 'already_done' }
  for (let attempt = 1; attempt <= HOLD_ATTEMPTS; attempt++) {
    const hold = await ledger.hold({
      key: `personas.speech:${turnKey}:${price}:${attempt}`,
      personId,
      amount: price,
      // OpenAI's bill for speech leaves nothing of its price to share.
      creatorId: ai.ownMedia ? persona.creatorId : null,
      memo: { key: 'personas.voice.memo', data: { name: persona.name } },
      lifetime: VOICE.holdLifetime,
    })
    switch (hold.outcome) {
      case 'held':
        await sql('update personas_spoken set hold_id = :holdId where id = :id', {
          id: row.id,
          holdId: hold.holdId,
        })
        return { outcome: 'started', speech: { id: row.id, holdId: hold.holdId } }
      case 'insufficient_coins':
        await forgetSpeech(row.id)
        return { outcome: 'insufficient_coins', available: hold.available }
      case 'cap_reached':
        await forgetSpeech(row.id)
        return { outcome: 'cap_reached', cap: hold }
      case 'already_captured':
        return { outcome: 'already_done' }
      // The process that held it died, and the sweeper gave the coins back.
      case 'already_released':
    }
  }
  throw new Error(`The speech of the turn ${turnKey} was begun too often`)
}

/** Nothing was held, so nothing is kept of it. */
const forgetSpeech = (id: string) =>
  sql(`delete from personas_spoken where id = :id and outcome = 'speaking'`, { id })
