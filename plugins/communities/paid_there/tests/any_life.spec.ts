/**
 * Somebody pays Telegram for a channel, in any order of what can happen there, with events that come late, twice or not at
 * all, and Telegram that does not answer, beside a model that is what Telegram knows. Once it answers again and a minute's
 * work is done, the program's books say the same: a member as long as Telegram says, and nobody else put out.
 */
import { test } from '@japa/runner'
import fc from 'fast-check'
import type { SpaceEvent } from '#app/bot_kit/spaces/events'
import { sql } from '#app/support/sql'
import { aloneInTheWorld, listens, works } from '#plugins/communities/access/tests/support/stage'
import { now } from '#plugins/communities/clock'
import {
  moveClock,
  resetClock,
  setClock,
  sweep,
} from '#plugins/communities/lifecycle/tests/support/members'
import { followPaidThere } from '#plugins/communities/paid_there/actions/follow_paid_there'
import { settlePaidLinks } from '#plugins/communities/paid_there/actions/settle_paid_links'
import { openWorld } from '#plugins/communities/tests/support/fake_doorkeeper'
import {
  openCommunity,
  runJobs,
  services,
  somebody,
  tierOf,
} from '#plugins/communities/tests/support/people'
import { verifyBooks } from '#tests/support/books'

const HAPPENINGS = [
  'subscribes',
  'subscribes_unheard',
  'renews',
  'renews_unheard',
  'leaves',
  'days_go_by',
  'weeks_go_by',
  'telegram_is_down',
  'told_again',
  'told_long_ago',
  'minute',
] as const
type Happening = (typeof HAPPENINGS)[number]

const DAY = 86_400_000

/** As an event says that cannot be worked on before Telegram answers. */
const UNANSWERED = /^telegram does not say now who is in the space /

test.group('Any life of a channel’s own subscriber', (group) => {
  group.each.timeout(110_000)
  group.each.setup(() => aloneInTheWorld())
  group.each.teardown(() => resetClock())

  test('a member as long as Telegram says, whatever was told and when', async ({ assert }) => {
    const world = openWorld()
    const { here, space, community } = await openCommunity(world, { kind: 'channel' })
    const { tier } = await tierOf(community.id, {
      coins: null,
      doors: [{ spaceId: space.id, roleId: null }],
    })
    await sql('update communities_tiers set telegram_stars = 50 where id = :id', { id: tier.id })
    await settlePaidLinks(await services(), tier.id)
    const [link = ''] = here.links.keys()
    listens(world)
    const heard = world.listener
    if (!heard) throw new Error('Nobody listens')
    let isDown = false
    let unanswered = 0
    // Telegram has to be asked who is in, and does not answer: the event is kept, and told again below.
    const listener = {
      ...heard,
      take: async (event: SpaceEvent) => {
        try {
          await heard.take(event)
        } catch (error) {
          if (!isDown || !(error instanceof Error && UNANSWERED.test(error.message))) throw error
          unanswered += 1
        }
      },
    }
    world.listener = listener
    const goesDown = () => {
      isDown = true
      world.fault = () => ({ kind: 'fail' })
    }
    const isUpAgain = () => {
      isDown = false
      world.fault = () => null
    }

    let planned = ''
    const minute = async () => {
      await followPaidThere(await services())
      await sweep()
      await runJobs('communities.plan_access', { personId: planned })
      await works()
    }
    /** Telegram puts out whose time is over. */
    const telegram = () => {
      for (const [id, { until }] of here.members) {
        if (until && until <= now()) here.members.delete(id)
      }
    }

    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom<Happening>(...HAPPENINGS), { minLength: 3, maxLength: 14 }),
        async (happenings) => {
          setClock(new Date(Math.max(Date.now(), now().getTime() + DAY)))
          isUpAgain()
          const fan = await somebody()
          planned = fan.person.id
          const id = fan.platformId
          const told: SpaceEvent[] = []
          const unheard = async (deed: () => Promise<void>) => {
            world.listener = null
            await deed()
            world.listener = listener
          }
          for (const happens of happenings) {
            const before = world.events.length
            const isIn = here.members.get(id)?.until !== undefined
            switch (happens) {
              case 'subscribes':
                if (!isIn) await world.subscribes(here, id, link)
                break
              case 'subscribes_unheard':
                // Telegram brings it later, once the program is up again.
                if (!isIn) await unheard(() => world.subscribes(here, id, link))
                break
              case 'renews':
                if (isIn) await world.subscribesOn(here, id)
                break
              case 'renews_unheard':
                if (isIn) await world.subscribesOn(here, id, { isTold: false })
                break
              case 'leaves':
                if (isIn) await world.leaves(here, id)
                break
              case 'days_go_by':
                moveClock({ days: 4 })
                break
              case 'weeks_go_by':
                moveClock({ days: 20 })
                break
              case 'telegram_is_down':
                goesDown()
                break
              case 'told_again':
                for (const event of told.slice(-1)) await world.tell(event)
                break
              case 'told_long_ago':
                for (const event of told.slice(0, 1)) await world.tell(event)
                break
              case 'minute':
                isUpAgain()
                await minute()
                break
            }
            told.push(...world.events.slice(before))
            telegram()
          }
          isUpAgain()
          // What was not heard is brought in the end, in its order.
          for (const event of told) await world.tell(event)
          moveClock({ days: 1, hours: 1 })
          telegram()
          await minute()
          await minute()
          await minute()

          const until = here.members.get(id)?.until
          const memberships = await sql<{ state: string; means: string; paid_until: Date }>(
            `select state, means, paid_until from communities_memberships
             where person_id = :personId order by created_at desc`,
            { personId: fan.person.id }
          )
          const live = memberships.filter(({ state }) => state !== 'ended')
          const why = `${happenings.join(', ')}: ${JSON.stringify(memberships)}`
          assert.isAtMost(live.length, 1, why)
          if (until) {
            assert.equal(live[0]?.means, 'telegram', why)
            // A month that was charged early and not told of is learnt once the one that is known is over.
            const paidUntil = live[0]?.paid_until ?? new Date(0)
            assert.isTrue(paidUntil > now() && paidUntil <= until, why)
          } else if (live[0]) {
            // They left by themselves: what they paid for is theirs until its end.
            assert.isTrue(live[0].paid_until > now(), why)
            assert.include(happenings, 'leaves')
          }
          const gaps = await sql<{ number: number }>(
            `select y.number from communities_cycles y
             join communities_cycles b on b.membership_id = y.membership_id and b.number = y.number - 1
             join communities_memberships m on m.id = y.membership_id
             where m.person_id = :personId and (y.starts_at <> b.ends_at or y.transfer_id is not null)`,
            { personId: fan.person.id }
          )
          assert.lengthOf(
            gaps,
            0,
            'one cycle begins where the last one ended, and none is in the ledger'
          )
        }
      ),
      // At least once, somebody leaves while Telegram cannot be asked.
      { numRuns: 25, examples: [[['subscribes', 'minute', 'telegram_is_down', 'leaves']]] }
    )
    assert.isAbove(unanswered, 0)
    assert.lengthOf(
      world.calls.filter(({ method }) => method === 'shutOut'),
      0
    )
    await verifyBooks()
  })
})
