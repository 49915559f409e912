import type { WrittenReply } from '#plugins/personas/actions/write_reply'
import type { ReplyOutcome } from '#plugins/personas/judge_delivery'
import type { ChatServices } from '#plugins/personas/services'
import { guestKey } from '#plugins/personas/turn_keys'
import { hotStatement } from '#plugins/personas/hot_statement'

export interface SettledReply {
  outcome: ReplyOutcome
  /** Millicoins that were held. */
  price: bigint
  /** Millicoins that were taken in the end. */
  charge: bigint
  /** Millicoins that the fan can spend now; null when no coins were taken. */
  available: bigint | null
}

const mark = hotStatement<Pick<WrittenReply, 'id' | 'conversationId' | 'charge'>, { ord: bigint }>({
  name: 'personas_settled',
  text: `with asked as (
      select * from unnest($1::uuid[], $2::bigint[], $3::bigint[])
        with ordinality as a (conversation_id, id, charge, ord)
    ), settled as (
      update personas_messages m set settled_at = now(), charge = a.charge
      from asked a
      where m.conversation_id = a.conversation_id and m.id = a.id and m.settled_at is null
    )
    select ord from asked`,
  arrays: (ops) => [
    ops.map((op) => op.conversationId),
    ops.map((op) => op.id),
    ops.map((op) => op.charge),
  ],
  key: (op) => String(op.id),
})

/**
 * Has the ledger do what was written: capture the charge and give back the rest, or give back everything. Each
 * call has its key, so a reply may be settled again after a crash and nothing happens twice.
 */
export async function settleReply(
  services: Pick<ChatServices, 'ledger' | 'identity'>,
  reply: WrittenReply
): Promise<SettledReply> {
  const { charge, available } = await settleCoins(services, reply)
  if (reply.price === 0n && !reply.shown) {
    await services.identity.releaseGuestReply(guestKey(reply.turnKey))
  }
  await mark({ ...reply, charge })
  return { outcome: reply.outcome, price: reply.price, charge, available }
}

async function settleCoins(
  { ledger }: Pick<ChatServices, 'ledger'>,
  { holdId, charge }: WrittenReply
): Promise<{ charge: bigint; available: bigint | null }> {
  if (holdId === null) return { charge: 0n, available: null }
  if (charge === 0n) {
    await ledger.release({ key: `personas.release:${holdId}`, holdId })
    return { charge: 0n, available: null }
  }
  const captured = await ledger.capture({
    key: `personas.capture:${holdId}`,
    holdId,
    amount: charge,
  })
  switch (captured.outcome) {
    case 'captured':
      return { charge: captured.amount, available: captured.available }
    // Nobody settled it in the hold's lifetime: the fan has the coins back, and keeps them.
    case 'already_released':
      return { charge: 0n, available: null }
  }
}
