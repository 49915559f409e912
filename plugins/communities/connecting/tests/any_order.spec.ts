import fc from 'fast-check'
import { test } from '@japa/runner'
import type { SpaceEvent } from '#app/bot_kit/spaces/events'
import { sql } from '#app/support/sql'
import { takeSpaceEvent } from '#plugins/communities/connecting/actions/take_space_event'
import { preflight } from '#plugins/communities/connecting/preflight'
import { readSpaceEvent, spaceEventAsJson } from '#plugins/communities/connecting/space_event'
import { findSpace } from '#plugins/communities/queries/find_space'
import { type FakeDoorkeepers, openWorld } from '#plugins/communities/tests/support/fake_doorkeeper'
import type { FakeSpace } from '#plugins/communities/tests/support/fake_world'
import { openCommunity, runScheduled, services } from '#plugins/communities/tests/support/people'

/** What people do to a group and to the bot in it. */
const DEEDS = ['remove', 'add', 'take_right', 'give_right', 'rename', 'supergroup'] as const
type Deed = (typeof DEEDS)[number]

async function does(world: FakeDoorkeepers, here: FakeSpace, deed: Deed): Promise<void> {
  switch (deed) {
    case 'remove':
      return world.removesBot(here)
    case 'add':
      return world.changesBot(here)
    case 'take_right':
      here.permissions.delete('ban_users')
      return world.changesBot(here)
    case 'give_right':
      here.permissions.add('ban_users')
      return world.changesBot(here)
    case 'rename':
      return world.renames(here, `${here.title}!`)
    case 'supergroup':
      if (!here.isSupergroup) await world.becomesSupergroup(here)
  }
}

test.group('Connecting | whatever happens, in whatever order it is heard', (group) => {
  group.setup(async () => {
    await sql(`update communities_spaces set state = 'disconnected', next_check_at = null`, {})
  })

  test('in the end what is kept of a space is what it is', async ({ assert }) => {
    const program = await services()
    const histories = fc.record({
      deeds: fc.array(fc.constantFrom(...DEEDS), { minLength: 1, maxLength: 8 }),
      /** In what order, and how often, events are heard; which calls fail. */
      order: fc.infiniteStream(fc.nat({ max: 1_000 })),
      failures: fc.infiniteStream(fc.integer({ min: 0, max: 3 })),
    })
    await fc.assert(
      fc.asyncProperty(histories, async ({ deeds, order, failures }) => {
        const world = openWorld()
        const { space, here } = await openCommunity(world, { kind: 'group' })
        here.isSupergroup = false
        await preflight(program, space.id)
        for (const deed of deeds) await does(world, here, deed)
        world.fault = () => (failures.next().value === 0 ? { kind: 'fail' } : null)

        const waiting: SpaceEvent[] = [...world.events]
        while (waiting.length > 0) {
          const index = order.next().value % waiting.length
          const [event] = waiting.splice(index, 1)
          if (!event) break
          // As the outbox brings it: at least once, again after a failure.
          const asKept = readSpaceEvent(JSON.parse(JSON.stringify(spaceEventAsJson(event))))
          await takeSpaceEvent(program, asKept).catch((error: unknown) => {
            assert.match(String(error), /does not say how/)
            waiting.push(event)
          })
          if (order.next().value % 4 === 0) await takeSpaceEvent(program, asKept).catch(() => null)
        }
        world.fault = () => null
        // What was moved while the platform was silent is due at once; nothing else is looked at.
        await runScheduled('preflight_due')

        const kept = await findSpace(space.id)
        const truth = await (
          await world.of('telegram')
        )?.inspect({ platform: 'telegram', id: here.id }, [])
        assert.equal(kept?.state, here.botIsThere ? 'connected' : 'lost')
        // A bot that was removed before the group moved never hears of its new id.
        if (here.botIsThere) assert.equal(kept?.platform_id, here.id)
        if (truth?.outcome === 'seen' && here.botIsThere) {
          assert.sameDeepMembers([...(kept?.problems ?? [])], [...truth.problems])
        }
      }),
      { numRuns: 100 }
    )
  })
})
