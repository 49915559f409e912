import type { Frontend } from '#app/bot_kit/inbound'
import { BUYING_LIMITS } from '#plugins/communities/buying/limits'
import type { Obstacle, Terms, Wish } from '#plugins/communities/buying/purchase'
import { mayTry } from '#plugins/communities/buying/queries/may_try'
import { obstacleTo } from '#plugins/communities/buying/queries/obstacle'
import { termsOf } from '#plugins/communities/buying/terms'
import { findCode, type CodeRefusal } from '#plugins/communities/codes/find_code'
import { findCommunity, isId } from '#plugins/communities/queries/find_community'
import { paidLinksOf } from '#plugins/communities/paid_there/queries/paid_links'
import { doorShut } from '#plugins/communities/queries/door_shut'
import { findTier, type PricedTier } from '#plugins/communities/queries/find_tier'
import type { CodeRow, CommunityRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

export interface QuoteRequest {
  tierId: string
  personId: string
  frontend: Frontend
  /** As it was typed. */
  code: string | null
  gift: boolean
}

/** One way to pay, with what it comes to. */
export interface Offer {
  wish: Wish
  terms: Terms
}

export interface Quote {
  community: CommunityRow
  tier: PricedTier
  code: CodeRow | null
  /** Why the code that was typed does not help. */
  codeRefusal: CodeRefusal | null
  obstacle: Obstacle | null
  offers: readonly Offer[]
  /** Telegram sells it as well, by a link of its own; what is paid there is the channel's. */
  paidLink: { link: string; stars: number } | null
}

/** What a tier costs somebody here and now, by each way to pay; null when there is no such tier. */
export async function quoteOf(
  services: Pick<CommunitiesServices, 'payments' | 'identity'>,
  request: QuoteRequest
): Promise<Quote | null> {
  const { tierId, personId, frontend, gift } = request
  const tier = isId(tierId) ? await findTier(tierId) : null
  const community = tier && (await findCommunity(tier.community_id))
  if (!tier || !community) return null
  const typed = request.code
  const found =
    typed === null
      ? null
      : await findCode({ communityId: community.id, code: typed, tierId, personId })
  const code = found?.outcome === 'found' ? found.code : null
  const about = {
    tier,
    code,
    gift,
    mayTry: await mayTry({
      communityId: community.id,
      personId,
      isReturning: await services.identity.isReturning(personId),
    }),
  }
  const ways = await services.payments.waysFor(frontend)
  const wishes: Wish[] = [
    { means: 'coins' },
    ...ways.flatMap(({ gateway, currencies }) =>
      tier.prices
        .filter(({ currency }) => currencies.includes(currency))
        .map(({ currency }): Wish => ({ means: 'money', gateway, currency }))
    ),
  ]
  return {
    community,
    tier,
    code,
    paidLink: gift ? null : ((await paidLinksOf([tierId])).get(tierId) ?? null),
    codeRefusal: found?.outcome === 'refused' ? found.reason : null,
    obstacle:
      (await obstacleTo({ community, tier, personId, gift })) ??
      ((await doorShut(tier.id)) ? 'closed' : null),
    offers: wishes
      .flatMap((wish) => {
        const terms = termsOf(about, wish, ways)
        return terms ? [{ wish, terms }] : []
      })
      .slice(0, BUYING_LIMITS.ways + 1),
  }
}
