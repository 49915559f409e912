import { randomUUID } from 'node:crypto'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { MembershipRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/** Has the gateways stop charging for memberships, once the transaction is committed and for as long as it takes. */
export async function stopOrder(
  { outbox }: Pick<CommunitiesServices, 'outbox'>,
  trx: TransactionClientContract,
  memberships: readonly Pick<MembershipRow, 'id' | 'order_id'>[]
): Promise<void> {
  const messages = memberships.flatMap(({ id, order_id: orderId }) =>
    orderId === null
      ? []
      : [
          {
            topic: 'communities.stop_subscription',
            key: `${id}:${randomUUID()}`,
            payload: { orderId, membershipId: id },
          },
        ]
  )
  if (messages.length > 0) await outbox.add(trx, messages)
}
