import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import { askForWork } from '#plugins/communities/access/actions/ask_for_work'
import { now } from '#plugins/communities/clock'
import type { CommunitiesServices } from '#plugins/communities/services'

/** What the people have, what it opens, and by which of their accounts. */
const WISHED = `live as (
    select m.id, m.person_id, m.tier_id, m.account_id, m.means = 'telegram' as paid_there
    from communities_memberships m join people p on p.id = m.person_id
    where m.community_id = :communityId and m.person_id = any(:personIds::uuid[]) and m.state <> 'ended'
      and p.banned_at is null and p.deleted_at is null
      and not exists (select from communities_bans b
        where b.community_id = m.community_id and b.person_id = m.person_id)
  ), doors as (
    select l.id as membership_id, l.person_id, l.account_id, l.paid_there, d.space_id, coalesce(d.role_id, '') as role_id, s.platform
    from live l
    join communities_doors d on d.tier_id = l.tier_id
    join communities_spaces s
      on s.id = d.space_id and s.state <> 'disconnected' and s.community_id = :communityId
  ), chosen as (
    -- The one that pays Telegram itself; the one that was chosen; then the one that bought; then the one that is in; then the one that spoke last.
    select distinct on (d.person_id, d.platform) d.person_id, d.platform, a.platform_id
    from (select distinct person_id, platform, account_id, paid_there from doors) d
    join accounts a on a.person_id = d.person_id and a.platform = d.platform and a.banned_at is null
    left join communities_chosen_accounts c on c.person_id = d.person_id and c.account_id = a.id
    order by d.person_id, d.platform, (d.paid_there and a.id = d.account_id) is not true, c.account_id is null, a.id is distinct from d.account_id,
      not exists (select from communities_grants g where g.community_id = :communityId
        and g.person_id = d.person_id and g.platform_id = a.platform_id and g.wanted = 'in'),
      a.spoke_at desc nulls last, a.id
  ), wished as (
    select d.*, c.platform_id from doors d join chosen c using (person_id, platform)
  )`

/**
 * A wish that changed is worked on; its version grows, so that an answer to the older wish is not taken for its own.
 * Whoever was never tried is not put out, and needs no call.
 */
const PLAN = `with ${WISHED}, let as (
    insert into communities_grants as g
      (community_id, space_id, role_id, platform_id, person_id, membership_id, wanted, next_try_at, changed_by, wanted_at)
    select :communityId, space_id, role_id, platform_id, person_id, membership_id, 'in', :at, :by, :at
    from wished order by space_id, role_id, platform_id
    on conflict (space_id, role_id, platform_id) do update set
      community_id = excluded.community_id, person_id = excluded.person_id, membership_id = excluded.membership_id,
      wanted = 'in', version = g.version + 1, next_try_at = excluded.next_try_at, changed_by = excluded.changed_by,
      wanted_at = excluded.wanted_at, granted_at = null, revoked_at = null, left_at = null, attempts = 0,
      error_kind = null, last_error = null, problem = null
    where g.wanted = 'out' or (g.left_at is not null and g.membership_id is distinct from excluded.membership_id)
    returning g.id
  ), kept as (
    update communities_grants g set person_id = w.person_id, membership_id = w.membership_id
    from wished w
    where g.space_id = w.space_id and g.role_id = w.role_id and g.platform_id = w.platform_id and g.wanted = 'in'
      and (g.person_id, g.membership_id) is distinct from (w.person_id, w.membership_id)
      and (g.left_at is null or g.membership_id is not distinct from w.membership_id)
  ), put as (
    update communities_grants g set wanted = 'out', version = version + 1, changed_by = :by, wanted_at = :at,
      attempts = 0, error_kind = null, last_error = null, problem = null, left_at = null,
      actual = case when idle then 'out' else actual end,
      next_try_at = case when idle or state = 'disconnected' then null else cast(:at as timestamptz) end
    from (
      select o.id, s.state, o.claimed_until is null and o.link is null and (
          (o.actual = 'unknown' and o.attempts = 0) or (o.actual = 'out' and o.next_try_at is null)
        ) as idle
      from communities_grants o join communities_spaces s on s.id = o.space_id
      where o.community_id = :communityId and o.person_id = any(:personIds::uuid[]) and o.wanted = 'in'
        and not exists (select from wished w where w.space_id = o.space_id and w.role_id = o.role_id
          and w.platform_id = o.platform_id)
      order by o.space_id, o.role_id, o.platform_id for update of o
    ) old
    where g.id = old.id
    returning g.id
  )
  select (select count(*) from let) + (select count(*) from put) as changed,
    coalesce((select json_agg(distinct jsonb_build_object('membershipId', d.membership_id, 'platform', d.platform))
      from doors d where not exists (select from chosen c where c.person_id = d.person_id and c.platform = d.platform)), '[]')
      as missing`

interface Planned {
  changed: bigint
  /** Doors on platforms where the person has no account. */
  missing: readonly { membershipId: string; platform: string }[]
}

/** Plans the access of several people of one community; they are locked in one order, so two plans never wait in a ring. */
export async function planPeople(
  services: Pick<CommunitiesServices, 'outbox'>,
  trx: TransactionClientContract,
  { communityId, personIds, by }: { communityId: string; personIds: readonly string[]; by: string }
): Promise<void> {
  const values = { communityId, personIds: [...personIds] }
  await sql(
    `select pg_advisory_xact_lock(hashtextextended('communities.access:' || :communityId || ':' || person, 0))
     from (select unnest(:personIds::text[]) as person order by 1) people`,
    values,
    trx
  )
  const [planned] = await sql<Planned>(PLAN, { ...values, by, at: now() }, trx)
  if (!planned) throw new Error('The database did not say what was planned')
  if (planned.changed > 0n) await askForWork(services, trx)
  await services.outbox.add(
    trx,
    planned.missing.map(({ membershipId, platform }) => ({
      topic: 'communities.tell_access',
      key: `account:${membershipId}:${platform}`,
      payload: { what: 'account', membershipId, platform },
    }))
  )
}
