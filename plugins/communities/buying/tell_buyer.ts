import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { CommunitiesServices } from '#plugins/communities/services'

/**
 * `end`: what became of the purchase; `double`: a second payment for it went back; `gift_over`: a gift that nobody took
 * is the giver's again; `gift_kept`: it could not be given back and can be taken for another year; `gift_taken`.
 */
export const BUYER_NEWS = ['end', 'double', 'gift_over', 'gift_kept', 'gift_taken'] as const
export type BuyerNews = (typeof BUYER_NEWS)[number]

/** The buyer is told once the transaction is committed, where they bought. */
export async function tellBuyer(
  { outbox }: Pick<CommunitiesServices, 'outbox'>,
  trx: TransactionClientContract,
  told: { purchaseId: string; news: BuyerNews; of?: string }
): Promise<void> {
  const { purchaseId, news, of = '' } = told
  await outbox.add(trx, [
    {
      topic: 'communities.tell_buyer',
      key: `${purchaseId}:${news}:${of}`,
      payload: { purchaseId, news, of },
    },
  ])
}
