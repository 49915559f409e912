import logger from '@adonisjs/core/services/logger'
import { unreachableMemberships } from '#plugins/communities/access/queries/unreachable'
import { giveBackMembership } from '#plugins/communities/buying/actions/give_back_membership'
import type { CommunitiesServices } from '#plugins/communities/services'

/** Nobody pays without getting in: who could not be let in for so long gets back what they paid. */
export async function giveBackUnreachable(services: CommunitiesServices): Promise<void> {
  for (const { id } of await unreachableMemberships()) {
    try {
      await giveBackMembership(services, id, 'unreachable')
    } catch (error) {
      // One membership's trouble is not another's.
      logger.error({ err: error, membershipId: id }, 'a membership could not be given back')
    }
  }
}
