import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { SpaceProblem } from '#app/bot_kit/spaces/problems'
import { now } from '#plugins/communities/clock'
import type { GrantRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/** Milliseconds of the span in which a space is looked at once, however many passages met its problem. */
const ONE_LOOK = 60_000

/** A passage met a problem of its space: the space is looked at, and its creator hears of all that is wrong, at once. */
export async function tellOfSpace(
  services: Pick<CommunitiesServices, 'outbox'>,
  trx: TransactionClientContract,
  grant: Pick<GrantRow, 'space_id'>,
  problem: SpaceProblem
): Promise<void> {
  const span = Math.floor(now().getTime() / ONE_LOOK)
  await services.outbox.add(trx, [
    {
      topic: 'communities.look_at_space',
      key: `${grant.space_id}:${problem.kind}:${span}`,
      payload: { spaceId: grant.space_id, problem: problem.kind },
    },
  ])
}
