import { randomUUID } from 'node:crypto'
import { sql } from '#app/support/sql'
import type { IncludedPersona, Swapped } from '#plugins/communities/on_behalf/types'
import type { CommunitiesServices } from '#plugins/communities/services'
import { includeIn } from '#plugins/communities/tiers/actions/include_persona'
import { changeTier, noteChange } from '#plugins/communities/tiers/change_tier'
import { TIER_LIMITS } from '#plugins/communities/tiers/limits'
import { ownTier } from '#plugins/communities/tiers/queries/own_tier'

/** Sets what a tier says to new members, unless its creator changed it meanwhile. */
export async function swapWelcome(
  creatorId: string,
  tierId: string,
  from: string,
  to: string
): Promise<Swapped> {
  if (!(await ownTier({ id: creatorId }, tierId))) return 'gone'
  return changeTier(tierId, async (trx, tier) => {
    if (tier.welcome === to) return 'set_before'
    if (tier.welcome !== from) return 'changed'
    const welcome = to.slice(0, TIER_LIMITS.welcome)
    await sql(
      'update communities_tiers set welcome = :welcome where id = :tierId',
      { tierId, welcome },
      trx
    )
    await noteChange(trx, tier, 'tier_terms', { seats: tier.seats, hidden: tier.hidden })
    return 'set'
  })
}

/** Sets which persona a tier includes, unless its creator changed it meanwhile. Members have it at once. */
export async function swapPersona(
  services: Pick<CommunitiesServices, 'outbox'>,
  creatorId: string,
  tierId: string,
  from: IncludedPersona,
  to: IncludedPersona
): Promise<Swapped> {
  if (!(await ownTier({ id: creatorId }, tierId))) return 'gone'
  return changeTier(tierId, async (trx, tier) => {
    const stands: IncludedPersona = {
      personaId: tier.persona_id,
      freeReplies: tier.persona_free_replies,
      discountBp: tier.persona_discount_bp,
    }
    if (isSame(stands, to)) return 'set_before'
    if (!isSame(stands, from)) return 'changed'
    const included = {
      persona_id: to.personaId,
      persona_free_replies: to.freeReplies,
      persona_discount_bp: to.discountBp,
    }
    await includeIn(services, trx, tier, included, `swap:${tierId}:${randomUUID()}`)
    return 'set'
  })
}

const isSame = (a: IncludedPersona, b: IncludedPersona): boolean =>
  a.personaId === b.personaId && a.freeReplies === b.freeReplies && a.discountBp === b.discountBp
