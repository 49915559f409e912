import { test } from '@japa/runner'
import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import fc from 'fast-check'
import { aGuest, aProcess } from '#app/identity/tests/someone'

const LIMIT = 3
const DAY = 24 * 60 * 60 * 1000

const identity = aProcess()

/** Moves what a guest claimed into the past. */
async function age(accountId: string, ms: number): Promise<void> {
  await db.rawQuery(
    `update guest_replies set claimed_at = claimed_at - make_interval(secs => ?::float8 / 1000)
     where account_id = ?`,
    [ms, accountId]
  )
}

test.group('free replies of a guest', () => {
  test('are three, and then one is told when the next comes back', async ({ assert }) => {
    const { id } = await aGuest()
    const before = Date.now()
    assert.deepEqual(await identity.claimGuestReply(id, randomUUID()), {
      outcome: 'claimed',
      left: 2,
    })
    assert.deepEqual(await identity.claimGuestReply(id, randomUUID()), {
      outcome: 'claimed',
      left: 1,
    })
    assert.deepEqual(await identity.claimGuestReply(id, randomUUID()), {
      outcome: 'claimed',
      left: 0,
    })

    const refused = await identity.claimGuestReply(id, randomUUID())
    if (refused.outcome !== 'limit_reached') return assert.fail('a fourth reply was free')
    assert.approximately(refused.nextAt.getTime(), before + DAY, 10_000)
  })

  test('come back one by one as each turns 24 hours old', async ({ assert }) => {
    const { id } = await aGuest()
    await identity.claimGuestReply(id, randomUUID())
    await age(id, DAY / 2)
    await identity.claimGuestReply(id, randomUUID())
    await identity.claimGuestReply(id, randomUUID())
    await age(id, DAY / 2)

    assert.deepEqual(await identity.claimGuestReply(id, randomUUID()), {
      outcome: 'claimed',
      left: 0,
    })
    const refused = await identity.claimGuestReply(id, randomUUID())
    if (refused.outcome !== 'limit_reached') return assert.fail('too many replies were free')
    assert.approximately(refused.nextAt.getTime(), Date.now() + DAY / 2, 10_000)
  })

  test('that failed are given back, also twice', async ({ assert }) => {
    const { id } = await aGuest()
    const keys = [randomUUID(), randomUUID(), randomUUID()]
    for (const key of keys) await identity.claimGuestReply(id, key)
    await identity.releaseGuestReply(String(keys[1]))
    await identity.releaseGuestReply(String(keys[1]))

    const outcomes = [
      await identity.claimGuestReply(id, randomUUID()),
      await identity.claimGuestReply(id, randomUUID()),
    ]
    assert.deepEqual(
      outcomes.map(({ outcome }) => outcome),
      ['claimed', 'limit_reached']
    )
  })

  test('are claimed once per key, however often it is asked', async ({ assert }) => {
    const { id } = await aGuest()
    const key = randomUUID()
    const claims = await Promise.all(
      Array.from({ length: 10 }, () => identity.claimGuestReply(id, key))
    )
    for (const claim of claims) assert.deepEqual(claim, { outcome: 'claimed', left: LIMIT - 1 })
  })

  test('of one guest are no business of another', async ({ assert }) => {
    const key = randomUUID()
    const [one, other] = [await aGuest(), await aGuest()]
    await identity.claimGuestReply(one.id, key)
    await assert.rejects(() => identity.claimGuestReply(other.id, key), /another account/)
    assert.deepEqual(await identity.claimGuestReply(other.id, randomUUID()), {
      outcome: 'claimed',
      left: LIMIT - 1,
    })
  })

  test('are never more than three at any moment, in any order of claims and releases', async ({
    assert,
  }) => {
    const steps = fc.array(
      fc.record({
        // Distinct keys collide now and then, so that repeated claims are among the steps.
        claims: fc.array(fc.nat({ max: 12 }), { minLength: 1, maxLength: 10 }),
        release: fc.option(fc.nat({ max: 12 })),
      }),
      { minLength: 1, maxLength: 5 }
    )
    await fc.assert(
      fc.asyncProperty(steps, async (rounds) => {
        const { id } = await aGuest()
        const held = new Set<string>()
        for (const { claims, release } of rounds) {
          const keys = claims.map((n) => `${id}:${n}`)
          const results = await Promise.all(
            keys.map(async (key) => ({ key, claim: await identity.claimGuestReply(id, key) }))
          )
          const wanted = new Set([...held, ...keys])
          for (const { key, claim } of results) if (claim.outcome === 'claimed') held.add(key)
          assert.equal(held.size, Math.min(LIMIT, wanted.size))
          if (release !== null && held.delete(`${id}:${release}`)) {
            await identity.releaseGuestReply(`${id}:${release}`)
          }
        }
      }),
      { numRuns: 25 }
    )
  })
})
