import { settleHold, type SettledHold } from '#plugins/personas/actions/settle_hold'
import type { WrittenReply } from '#plugins/personas/actions/write_reply'
import type { ReplyOutcome } from '#plugins/personas/judge_delivery'
import type { ChatServices } from '#plugins/personas/services'
import { guestKey } from '#plugins/personas/turn_keys'
import { hotStatement } from '#plugins/personas/hot_statement'

export interface SettledReply extends SettledHold {
  outcome: ReplyOutcome
  /** Millicoins that were held. */
  price: bigint
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
  const { charge, available } = await settleHold(services, reply, 'personas')
  if (reply.price === 0n && !reply.shown) {
    await services.identity.releaseGuestReply(guestKey(reply.turnKey))
  }
  await mark({ ...reply, charge })
  return { outcome: reply.outcome, price: reply.price, charge, available }
}
