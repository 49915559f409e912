import { randomUUID } from 'node:crypto'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { CommunitiesServices } from '#plugins/communities/services'

/** Has the grants worked on that the transaction made due. */
export async function askForWork(
  services: Pick<CommunitiesServices, 'outbox'>,
  trx: TransactionClientContract
): Promise<void> {
  await services.outbox.add(trx, [
    { topic: 'communities.work_grants', key: randomUUID(), payload: {} },
  ])
}
