import fc from 'fast-check'
import { test } from '@japa/runner'
import { sql } from '#app/support/sql'
import { doDeed } from '#plugins/coach/deeds/do_deed'
import { finishDeeds } from '#plugins/coach/deeds/finish_deeds'
import { dropDeed, proposeDeed } from '#plugins/coach/deeds/propose_deed'
import { undoDeed } from '#plugins/coach/deeds/undo_deed'
import { coached, coachServices, deedsOf, projectOf } from '#tests/coach/support/stage'

/** What creators, strangers and jobs do, in whatever order; a number chooses among the plans that there are. */
const step = fc.oneof(
  fc.record({ kind: fc.constantFrom('propose' as const, 'change' as const, 'job' as const) }),
  fc.record({
    kind: fc.constantFrom('confirm' as const, 'undo' as const, 'drop' as const, 'age' as const),
    which: fc.nat({ max: 5 }),
    by: fc.constantFrom('creator' as const, 'stranger' as const),
  })
)

const STRANGER = '00000000-0000-4000-8000-000000000000'

test.group('Coach | deeds in any order', (group) => {
  group.tap((one) => one.timeout(120_000))

  test('there is a tier for each plan that its creator confirmed and did not take back, and no other', async ({
    assert,
  }) => {
    const services = await coachServices()
    const messenger = { say: async () => 'said' as const }
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
        const stage = await coached({ kind: 'group' }, { pricing: '5 coins monthly' })
        const { creator, community } = stage
        const confirmed = new Set<string>()
        const undone = new Set<string>()
        let changes = 0
        for (const one of steps) {
          const deeds = await deedsOf(creator)
          if (one.kind === 'propose' || one.kind === 'change') {
            const more =
              one.kind === 'change' ? { changes: { name: `Tier ${(changes += 1)}` } } : {}
            const asked = { action: 'create_tier' as const, locale: 'en', ...more }
            const proposed = await proposeDeed(services, await projectOf(creator), asked)
            assert.equal(proposed.outcome, 'proposed')
          } else if (!('which' in one)) {
            await finishDeeds({ ...services, messenger }, new AbortController().signal)
          } else {
            const deed = deeds[one.which % Math.max(deeds.length, 1)]
            if (!deed) continue
            const creatorId = one.by === 'creator' ? creator.person.id : STRANGER
            const which = { creatorId, deedId: deed.id }
            if (one.kind === 'age') {
              await sql(
                `update coach_deeds set proposed_at = proposed_at - interval '2 days' where id = :id`,
                { id: deed.id }
              )
            }
            if (one.kind === 'drop') await dropDeed(creatorId, deed.id)
            if (one.kind === 'confirm') {
              const [did, again] = await Promise.all([
                doDeed(services, which),
                doDeed(services, which),
              ])
              const isDone = [did, again].some(({ outcome }) => outcome === 'done')
              if (isDone) confirmed.add(deed.id)
              assert.isFalse(isDone && one.by === 'stranger')
            }
            if (one.kind === 'undo') {
              const { outcome } = await undoDeed(services, which)
              if (outcome === 'undone') undone.add(deed.id)
              assert.isFalse(outcome === 'undone' && !confirmed.has(deed.id))
            }
          }
        }
        const tiers = await sql<{ state: string }>(
          'select state from communities_tiers where community_id = :id',
          { id: community.id }
        )
        assert.lengthOf(tiers, confirmed.size)
        assert.equal(
          tiers.filter(({ state }) => state === 'on_sale').length,
          confirmed.size - undone.size
        )
        const open = (await deedsOf(creator)).filter(({ state }) => state === 'proposed')
        assert.isAtMost(open.length, 1)
      }),
      { numRuns: 25 }
    )
  })
})
