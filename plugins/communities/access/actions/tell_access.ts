import { createHash } from 'node:crypto'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { GrantRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/** What a member is told of a way in. */
export type AccessNews =
  /** Their own link; `about` is the link. */
  | 'link'
  /** They are in for the first time; `about` is the membership. */
  | 'welcome'
  /** What is theirs to change; `about` is the problem's kind. */
  | 'problem'

/** Tells the grant's person, privately and once per link, membership, or wish and problem. */
export async function tellAccess(
  {
    services,
    trx,
    current,
  }: {
    services: Pick<CommunitiesServices, 'outbox'>
    trx: TransactionClientContract
    current: GrantRow
  },
  what: AccessNews,
  about: string
): Promise<void> {
  if (current.person_id === null) return
  const key = {
    link: `link:${current.id}:${createHash('sha256').update(about).digest('hex').slice(0, 16)}`,
    welcome: `welcome:${about}`,
    problem: `problem:${current.id}:${current.version}:${about}`,
  }[what]
  await services.outbox.add(trx, [
    { topic: 'communities.tell_access', key, payload: { what, grantId: current.id } },
  ])
}
