import fc from 'fast-check'
import { test } from '@japa/runner'
import { aloneInTheWorld, clockGoesOn } from '#plugins/communities/access/tests/support/stage'
import { rounds, Town } from '#plugins/communities/access/tests/support/histories'
import { verifyBooks } from '#tests/support/books'

/** Forty towns of twenty-five members each: a thousand histories. */
const TOWNS = 40
const MEMBERS = 25

test.group('Access | a thousand random histories', (group) => {
  group.each.setup(aloneInTheWorld)
  group.each.teardown(clockGoesOn)

  test('whatever fails, times out, crashes or is not heard, who paid ends up in and nobody else', async ({
    assert,
  }) => {
    await fc.assert(
      fc.asyncProperty(rounds(MEMBERS), fc.nat(), async (through, seed) => {
        const town = await Town.open(MEMBERS)
        await town.live(through, seed)
        await town.calm()
        assert.deepEqual(await town.wrongs(), [])
      }),
      // Smaller towns would take longer to find than a seed takes to read.
      { numRuns: TOWNS, endOnFailure: true }
    )
    await verifyBooks()
  }).timeout(600_000)
})
