import type { Doorkeeper } from '#app/bot_kit/spaces/doorkeeper'
import { settleGrant } from '#plugins/communities/access/actions/settle_grant'
import { type Answer, type ClaimedGrant, passageOf } from '#plugins/communities/access/grant'
import { ACCESS_LIMITS } from '#plugins/communities/access/limits'
import type { CommunitiesServices } from '#plugins/communities/services'

/** Does what a claimed grant wants, outside of any transaction, and writes down what came of it. */
export async function workGrant(services: CommunitiesServices, grant: ClaimedGrant): Promise<void> {
  const keeper = await services.doorkeepers.of(grant.platform)
  await settleGrant(services, grant, keeper ? await ask(keeper, grant) : WITHOUT_TOKEN)
}

const WITHOUT_TOKEN: Answer = {
  outcome: 'retry',
  reason: 'The program has no token for this platform',
  afterMs: ACCESS_LIMITS.withoutToken * 1_000,
}

function ask(keeper: Doorkeeper, grant: ClaimedGrant): Promise<Answer> {
  const passage = passageOf(grant)
  const knownLink = grant.link
  return grant.wanted === 'in'
    ? keeper.letIn(passage, { key: `${grant.id}:${grant.version}`, knownLink })
    : keeper.putOut(passage, { knownLink })
}
