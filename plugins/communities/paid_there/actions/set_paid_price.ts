import { sql } from '#app/support/sql'
import type { SpaceProblem } from '#app/bot_kit/spaces/problems'
import { isSerious, preflight } from '#plugins/communities/connecting/preflight'
import { settlePaidLinks } from '#plugins/communities/paid_there/actions/settle_paid_links'
import type { CommunitiesServices } from '#plugins/communities/services'
import { changeTier, noteChange } from '#plugins/communities/tiers/change_tier'
import { isPriceless } from '#plugins/communities/tiers/price'
import type { OwnTier } from '#plugins/communities/tiers/queries/own_tier'

export type PaidPriceChange =
  | { outcome: 'changed' }
  /** It opens something else than one channel; Telegram's link opens that alone. */
  | { outcome: 'not_a_channel' }
  /** Telegram's subscription is of 30 days: a tier that lasts otherwise would be two things at once. */
  | { outcome: 'not_monthly' }
  /** Telegram's link counts no seats. */
  | { outcome: 'has_seats' }
  /** It is on sale, and nothing would buy it any more. */
  | { outcome: 'no_price' }
  /** The bot cannot make links there, or does not do what a door needs. */
  | { outcome: 'door_shut'; problems: readonly SpaceProblem[]; title: string }
  | { outcome: 'unavailable'; title: string }

/**
 * A tier is sold by Telegram's own link from now on, at this price, or (null) not any more. Who came by the link before
 * stays, and goes on paying what they pay.
 */
export async function setPaidPrice(
  services: Pick<CommunitiesServices, 'doorkeepers' | 'outbox'>,
  { tier, doors }: OwnTier,
  stars: number | null
): Promise<PaidPriceChange> {
  if (stars !== null) {
    const [door] = doors
    if (!door || doors.length !== 1 || door.space_kind !== 'channel') {
      return { outcome: 'not_a_channel' }
    }
    if (tier.period !== 'month') return { outcome: 'not_monthly' }
    if (tier.seats !== null) return { outcome: 'has_seats' }
    const title = door.space_title
    const seen = await preflight(services, door.space_id, { tell: false })
    if (seen.outcome === 'unavailable') return { outcome: 'unavailable', title }
    const problems = seen.outcome === 'checked' ? seen.space.problems.filter(isSerious) : []
    if (problems.length > 0) return { outcome: 'door_shut', problems, title }
  }
  const change = await changeTier(tier.id, async (trx, locked): Promise<PaidPriceChange> => {
    const left = { ...tier, telegram_stars: stars }
    if (locked.state === 'on_sale' && isPriceless(left)) return { outcome: 'no_price' }
    const [fits] = await sql<{ fits: boolean }>(
      `select count(*) = 1 and bool_and(s.kind = 'channel') as fits
       from communities_doors d join communities_spaces s on s.id = d.space_id where d.tier_id = :tierId`,
      { tierId: tier.id },
      trx
    )
    if (stars !== null && fits?.fits !== true) return { outcome: 'not_a_channel' }
    if (stars !== null && locked.seats !== null) return { outcome: 'has_seats' }
    await sql(
      'update communities_tiers set telegram_stars = :stars where id = :tierId',
      { tierId: tier.id, stars },
      trx
    )
    await noteChange(trx, locked, 'tier_paid_there', { stars })
    return { outcome: 'changed' }
  })
  if (change.outcome === 'changed') await settlePaidLinks(services, tier.id)
  return change
}
