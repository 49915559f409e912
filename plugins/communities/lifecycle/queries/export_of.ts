import { sql } from '#app/support/sql'
import { LIFECYCLE_LIMITS } from '#plugins/communities/lifecycle/limits'

/** Everything that is kept of a person's memberships and purchases, in names that a person understands. */
export async function exportOf(personId: string): Promise<Readonly<Record<string, unknown>>> {
  const most = LIFECYCLE_LIMITS.exported
  const part = (statement: string) =>
    sql<{ row: unknown }>(`${statement} limit :most`, { personId, most }).then((rows) =>
      rows.map(({ row }) => row)
    )
  return {
    memberships: await part(
      `select jsonb_build_object('community', c.name, 'tier', t.name, 'state', m.state, 'since', m.created_at,
         'paid_until', m.paid_until, 'renews', m.renews, 'paid_with', m.means, 'ended', m.ended_at,
         'why_ended', m.end_reason) as row
       from communities_memberships m join communities_communities c on c.id = m.community_id
       join communities_tiers t on t.id = m.tier_id
       where m.person_id = :personId order by m.created_at desc`
    ),
    cycles: await part(
      `select jsonb_build_object('community', c.name, 'from', y.starts_at, 'until', y.ends_at, 'kind', y.kind,
         'state', y.state, 'millicoins', y.coins::text, 'minor_units', y.amount::text, 'currency', y.currency,
         'given_back', y.given_back::text, 'transfer', y.transfer_id) as row
       from communities_cycles y join communities_memberships m on m.id = y.membership_id
       join communities_communities c on c.id = m.community_id
       where m.person_id = :personId order by y.created_at desc`
    ),
    purchases: await part(
      `select jsonb_build_object('at', p.created_at, 'what', p.title, 'gift', p.gift, 'paid_with', p.means,
         'millicoins', p.coins::text, 'minor_units', p.amount::text, 'currency', p.currency, 'state', p.state) as row
       from communities_purchases p where p.person_id = :personId order by p.created_at desc`
    ),
    access: await part(
      `select jsonb_build_object('space', s.title, 'platform', s.platform, 'account', g.platform_id,
         'wanted', g.wanted, 'actual', g.actual, 'since', g.granted_at) as row
       from communities_grants g join communities_spaces s on s.id = g.space_id
       where g.person_id = :personId order by g.wanted_at desc`
    ),
  }
}
