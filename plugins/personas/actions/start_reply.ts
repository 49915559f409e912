import type { Person } from '#app/identity/types'
import type { Model } from '#plugins/ai/api'
import type { CapState } from '#plugins/ledger/api'
import { modelFor } from '#plugins/personas/allowances/allowance'
import { claimFreeReply } from '#plugins/personas/allowances/claim_free_reply'
import { composeFor, gatherMaterial } from '#plugins/personas/prompt/gather_material'
import type { ReplyRequest } from '#plugins/personas/reply_request'
import { RunningReply } from '#plugins/personas/running_reply'
import type { ChatServices } from '#plugins/personas/services'
import { guestKey, holdKey } from '#plugins/personas/turn_keys'
import personasConfig from '#config/personas'

export type ReplyStart =
  | { outcome: 'started'; reply: RunningReply }
  /** The fan has not said yes to this price. Nothing is held. */
  | { outcome: 'price_not_accepted'; model: Model; available: bigint }
  | { outcome: 'insufficient_coins'; model: Model; available: bigint }
  /** The fan's own spending limit stands against it. */
  | { outcome: 'cap_reached'; model: Model; cap: CapState }
  /** A guest has used up the free replies. */
  | { outcome: 'guest_limit'; nextAt: Date }
  /** The turn was answered and paid before. */
  | { outcome: 'already_answered' }

type Payment =
  | { outcome: 'settled_before' }
  | {
      outcome: 'paid'
      holdId: string | null
      price: bigint
      freeLeft: number | null
      includedLeft: number | null
    }
  | Exclude<ReplyStart, { outcome: 'started' | 'already_answered' }>

/**
 * Begins to answer a message: the price is agreed and held (a guest's free reply is claimed), then the model may be
 * called. What was held is captured or released when the reply is settled; see {@link RunningReply}.
 */
export async function startReply(
  services: ChatServices,
  request: ReplyRequest
): Promise<ReplyStart> {
  const model = modelFor(services.ai, request.conversation, request.person)
  const material = await gatherMaterial(services, request, model)
  const payment = request.person
    ? await payFor(services, request, request.person, model)
    : await claimGuestReply(services, request)
  if (payment.outcome === 'settled_before') return { outcome: 'already_answered' }
  if (payment.outcome !== 'paid') return payment

  const composed = composeFor(services, request, model, material)
  return {
    outcome: 'started',
    reply: new RunningReply(services, { ...request, ...payment, ...material, ...composed, model }),
  }
}

async function claimGuestReply(
  { identity }: ChatServices,
  { account, turnKey }: ReplyRequest
): Promise<Payment> {
  const claim = await identity.claimGuestReply(account.id, guestKey(turnKey))
  switch (claim.outcome) {
    case 'claimed':
      return { ...FREE, freeLeft: claim.left }
    case 'limit_reached':
      return { outcome: 'guest_limit', nextAt: claim.nextAt }
  }
}

const FREE = {
  outcome: 'paid',
  holdId: null,
  price: 0n,
  freeLeft: null,
  includedLeft: null,
} as const

/** One of the replies that are free for the fan, else the price. */
async function payFor(
  services: ChatServices,
  request: ReplyRequest,
  person: Person,
  model: Model
): Promise<Payment> {
  const { allowance, persona } = request.conversation
  // Also where none seems to be left: the turn may have claimed the last one before its process died.
  if (allowance && allowance.free > 0) {
    const { turnKey } = request
    const claim = await claimFreeReply({ turnKey, personId: person.id, personaId: persona.id })
    switch (claim.outcome) {
      case 'claimed':
        return { ...FREE, includedLeft: claim.left }
      case 'used_before':
        return { outcome: 'settled_before' }
      case 'none_left':
    }
  }
  return model.price === 0n ? FREE : holdPrice(services, request, person, model)
}

/** A turn whose process died may be answered again, with a hold of its own, so many times. */
const HOLD_ATTEMPTS = 5

async function holdPrice(
  { ledger }: ChatServices,
  request: ReplyRequest,
  person: Person,
  model: Model
): Promise<Payment> {
  const { persona, acceptedPrice } = request.conversation
  const agreed = request.agreedPrice ?? acceptedPrice
  if (agreed === null || agreed < model.price) {
    const { available } = await ledger.balance(person.id)
    const outcome = available < model.price ? 'insufficient_coins' : 'price_not_accepted'
    return { outcome, model, available }
  }
  for (let attempt = 1; attempt <= HOLD_ATTEMPTS; attempt++) {
    const hold = await ledger.hold({
      key: holdKey(request.turnKey, model.price, attempt),
      personId: person.id,
      amount: model.price,
      creatorId: persona.creatorId,
      memo: { key: 'personas.memo.reply', data: { name: persona.name } },
      lifetime: personasConfig.holdLifetime,
    })
    switch (hold.outcome) {
      case 'held':
        return { ...FREE, holdId: hold.holdId, price: model.price }
      case 'insufficient_coins':
        return { outcome: 'insufficient_coins', model, available: hold.available }
      case 'cap_reached':
        return { outcome: 'cap_reached', model, cap: hold }
      case 'already_captured':
        return { outcome: 'settled_before' }
      // The process that held it died, and the sweeper gave the coins back.
      case 'already_released':
    }
  }
  throw new Error(`The turn ${request.turnKey} was begun too often`)
}
