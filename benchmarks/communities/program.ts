/** The process that renews: the program, without a worker of its own, told what to do. */
import { obey } from '../support/being_measured.js'
import { bootProgram } from '../support/program.js'

export type RenewalsOrder =
  | { order: 'members'; count: number; coins: string }
  /** What is due, run after run, as the scheduler does every minute: for some milliseconds, or until nothing is. */
  | { order: 'renew'; forMs: number | null }
export interface RenewalsAnswer {
  renewed: number
  /** Memberships that are still due, or cycles whose charge is not known. */
  left: number
  seconds: number
}

const app = await bootProgram()
const { sql } = await import('#app/support/sql')
const { renewDue } = await import('#plugins/communities/lifecycle/actions/renew_due')
const { communitiesServices } = await import('#plugins/communities/services')
const { default: coinsConfig } = await import('#config/coins')
const services = await communitiesServices()

/** People who get their coins in one statement. */
const AT_ONCE = 1_000

/** Everybody has the welcome coins, more than one cycle costs: by the function that the ledger's service calls. */
async function fund(people: readonly string[]): Promise<void> {
  for (let from = 0; from < people.length; from += AT_ONCE) {
    await sql(
      'select ledger_welcome(person, :amount) from unnest(cast(:people as uuid[])) as person',
      { people: people.slice(from, from + AT_ONCE), amount: coinsConfig.welcome }
    )
    // The plans of an empty database read whole tables: once there is something in them, they are made anew.
    if (from === 0) await sql('analyze', {})
  }
}

async function makeMembers(count: number, coins: bigint): Promise<void> {
  const [community] = await sql<{ id: string }>(
    `insert into communities_communities (creator_id, name, slug, locale, state)
     values (gen_random_uuid(), 'Moonlight Club', 'moonlight', 'en', 'open') returning id`,
    {}
  )
  const [tier] = await sql<{ id: string }>(
    `insert into communities_tiers (community_id, position, name, period, coins, link_code, state)
     values (:community, 1, 'Gold', 'month', :coins, 'gold', 'on_sale') returning id`,
    { community: community?.id ?? '', coins }
  )
  const people = Array.from(
    { length: count },
    (_, n) => `00000000-0000-4000-9000-${n.toString().padStart(12, '0')}`
  )
  await fund(people)
  await sql(
    `with member as (
       insert into communities_memberships (community_id, tier_id, person_id, state, means, coins, anchor_at, paid_until,
         renews, renew_at, created_at)
       select :community, :tier, ('00000000-0000-4000-9000-' || lpad(n::text, 12, '0'))::uuid, 'active', 'coins', :coins,
         now() - interval '1 month', now(), true, now(), now() - interval '1 month'
       from generate_series(0, :count - 1) n returning id
     )
     insert into communities_cycles (membership_id, number, tier_id, starts_at, ends_at, kind, state, coins, created_at)
     select id, 1, :tier, now() - interval '1 month', now(), 'bought', 'paid', :coins, now() from member`,
    { community: community?.id ?? '', tier: tier?.id ?? '', coins, count }
  )
  await sql('analyze', {})
}

async function look(): Promise<Omit<RenewalsAnswer, 'seconds'>> {
  const [counts] = await sql<{ renewed: number; left: number }>(
    `select (select count(*)::int from communities_cycles where number = 2 and state = 'paid') as renewed,
       (select count(*)::int from communities_memberships where paid_until <= now() or state <> 'active')
         + (select count(*)::int from communities_cycles where state = 'asked' or number > 2) as left`,
    {}
  )
  return counts ?? { renewed: 0, left: 0 }
}

obey<RenewalsOrder, RenewalsAnswer>(async (told) => {
  const begun = performance.now()
  switch (told.order) {
    case 'members':
      await makeMembers(told.count, BigInt(told.coins))
      break
    case 'renew': {
      const signal = told.forMs === null ? undefined : AbortSignal.timeout(told.forMs)
      while (signal?.aborted !== true && (await renewDue(services, { signal })) > 0);
      break
    }
  }
  return { ...(await look()), seconds: (performance.now() - begun) / 1000 }
})

process.once('disconnect', () => void app.terminate())
