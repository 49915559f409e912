import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { MembershipRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/** What a member is told of by the program; each is a key below `communities.lifecycle.news`. */
export const NEWS = [
  'remind_renew',
  'remind_price',
  'remind_end',
  'no_coins',
  'capped',
  'price',
  'card_failed',
  'renewed',
  'changed',
  'closing',
  'stopped',
  'came_back',
  'paid_back',
  'ended_cancelled',
  'ended_unpaid',
  'ended_refunded',
  'ended_disputed',
  'ended_removed',
  'ended_expired',
] as const
export type News = (typeof NEWS)[number]

export interface MemberNews {
  membership: Pick<MembershipRow, 'id'>
  news: News
  /** The same key tells it once. At most 100 characters. */
  key: string
}

/** Members are told once the transaction is committed, where they bought. */
export async function tellMembers(
  { outbox }: Pick<CommunitiesServices, 'outbox'>,
  trx: TransactionClientContract,
  told: readonly MemberNews[]
): Promise<void> {
  if (told.length === 0) return
  await outbox.add(
    trx,
    told.map(({ membership, news, key }) => ({
      topic: 'communities.say_news',
      key,
      payload: { membershipId: membership.id, news, key },
    }))
  )
}
