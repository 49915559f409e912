/**
 * A membership lives through everything that can happen to it, in any order, against the real database and ledger,
 * beside a model of a few lines. After each step: the states are the same, the wallet holds what the model says, and
 * what was charged is what the cycles say.
 */
import { test } from '@japa/runner'
import fc from 'fast-check'
import { sql } from '#app/support/sql'
import { cancelMembership } from '#plugins/communities/lifecycle/actions/cancel_membership'
import { renewWithNewCoins } from '#plugins/communities/lifecycle/actions/renew_with_new_coins'
import { resumeMembership } from '#plugins/communities/lifecycle/actions/resume_membership'
import {
  again,
  club,
  coinsOf,
  cycles,
  member,
  resetClock,
  setClock,
  sweep,
} from '#plugins/communities/lifecycle/tests/support/members'
import { DAY, nextEnd } from '#plugins/communities/lifecycle/times'
import { now } from '#plugins/communities/clock'
import type { MembershipRow } from '#plugins/communities/rows'
import { giveCoins, services, type Somebody } from '#plugins/communities/tests/support/people'
import { verifyBooks } from '#tests/support/books'

const PRICE = 100_000n
const GRACE = 3 * DAY
const MONTH = { period: 'month', days_once: null } as const

interface Model {
  state: 'active' | 'grace' | 'ended'
  renews: boolean
  wallet: bigint
  anchor: Date
  paidUntil: Date
  charged: number
  suspended: boolean
  /** Attempts of the grace period that are still to come, milliseconds after paidUntil. */
  attempts: number[]
}

interface Real {
  fan: Somebody
  membership: MembershipRow
  communityId: string
}

const HOUR = DAY / 24

/** What a minute's sweeps make of the model. */
function sweepModel(model: Model): void {
  if (model.state === 'ended') return
  const at = now().getTime()
  const end = model.paidUntil.getTime()
  if (model.renews && !model.suspended && at >= end) {
    const due = model.state === 'active' || model.attempts.some((after) => at >= end + after)
    if (due) tryModel(model)
  }
  const over =
    model.state === 'grace' ? model.paidUntil.getTime() + GRACE : model.paidUntil.getTime()
  if (at < over) return
  if (!model.renews || (model.state === 'grace' && !model.suspended)) model.state = 'ended'
}

function tryModel(model: Model): void {
  const at = now()
  if (model.wallet < PRICE) {
    model.state = 'grace'
    model.attempts = [6 * HOUR, 24 * HOUR, 48 * HOUR].filter(
      (after) => model.paidUntil.getTime() + after > at.getTime()
    )
    return
  }
  const late = at.getTime() > model.paidUntil.getTime() + GRACE
  const from = late ? at : model.paidUntil
  if (late) model.anchor = at
  const end = nextEnd(model.anchor, MONTH, from)
  if (!end) throw new Error('A month ends')
  model.paidUntil = end
  model.wallet -= PRICE
  model.charged += 1
  model.state = 'active'
  model.attempts = []
}

type Step =
  | { kind: 'time'; ms: number }
  | { kind: 'sweep' }
  | { kind: 'coins'; amount: bigint }
  | { kind: 'cancel' }
  | { kind: 'resume' }
  | { kind: 'suspend' }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .oneof(fc.integer({ min: HOUR, max: 3 * DAY }), fc.integer({ min: 20 * DAY, max: 45 * DAY }))
      .map((ms) => ({ kind: 'time' as const, ms })),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'sweep' as const }) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(40_000n, 100_000n, 250_000n)
      .map((amount) => ({ kind: 'coins' as const, amount })),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'cancel' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'resume' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'suspend' as const }) }
)

async function take(
  one: Step,
  model: Model,
  { fan, membership, communityId }: Real
): Promise<void> {
  const all = await services()
  const about = { membershipId: membership.id, personId: fan.person.id }
  switch (one.kind) {
    case 'time':
      setClock(new Date(now().getTime() + one.ms))
      break
    case 'sweep':
      break
    case 'coins':
      await giveCoins(fan.person.id, one.amount)
      await renewWithNewCoins(all, fan.person.id)
      model.wallet += one.amount
      if (model.state === 'grace' && model.renews && !model.suspended) tryModel(model)
      break
    case 'cancel': {
      await cancelMembership(all, about)
      if (model.state === 'ended' || !model.renews) break
      if (model.state === 'grace') model.state = 'ended'
      model.renews = false
      break
    }
    case 'resume': {
      const { outcome } = await resumeMembership(all, about)
      if (outcome === 'resumed' && model.state !== 'ended') model.renews = true
      break
    }
    case 'suspend':
      model.suspended = !model.suspended
      await sql('update communities_communities set suspended_at = :at where id = :communityId', {
        communityId,
        at: model.suspended ? now() : null,
      })
      break
  }
  await sweep(all)
  sweepModel(model)
}

test.group('Communities | the life of a membership, in any order', (group) => {
  group.tap((one) => one.timeout(240_000))
  group.each.teardown(() => resetClock())
  group.teardown(() => verifyBooks())

  test('states, wallet and charges are the model’s, whatever happens', async ({ assert }) => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(0n, 100_000n, 350_000n),
        fc.array(step, { minLength: 4, maxLength: 14 }),
        async (coins, steps) => {
          setClock('2027-01-31T10:00:00Z')
          const here = await club()
          const { fan, membership } = await member(here, { coins })
          const model: Model = {
            state: 'active',
            renews: true,
            wallet: coins,
            anchor: membership.anchor_at,
            paidUntil: membership.paid_until ?? new Date(0),
            charged: 1,
            suspended: false,
            attempts: [],
          }
          const real = { fan, membership, communityId: here.community.id }
          for (const one of steps) {
            await take(one, model, real)
            const is = await again(membership)
            assert.equal(is.state, model.state)
            assert.equal(await coinsOf(fan), model.wallet)
            assert.equal(is.paid_until?.toISOString(), model.paidUntil.toISOString())
            if (is.state !== 'ended') assert.equal(is.renews, model.renews)
            const paid = (await cycles(membership)).filter(({ state }) => state === 'paid')
            assert.lengthOf(paid, model.charged)
          }
        }
      ),
      { numRuns: 40 }
    )
  })

  test('a clock that jumps to and fro: each span is charged once, nobody is out while paid, nobody in unpaid beyond grace', async ({
    assert,
  }) => {
    const by = (min: number, max: number) =>
      fc.integer({ min, max }).map((ms) => ({ from: 'now' as const, ms }))
    const jump = fc.oneof(
      by(-3 * DAY, 3 * DAY),
      by(-40 * DAY, 60 * DAY),
      by(0, 400 * DAY),
      // Where it matters: about the end of what is paid, and of the grace period.
      fc.integer({ min: -2 * DAY, max: 8 * DAY }).map((ms) => ({ from: 'end' as const, ms }))
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(0n, 200_000n, 5_000_000n),
        fc.array(jump, { minLength: 5, maxLength: 20 }),
        async (coins, jumps) => {
          setClock('2027-01-31T10:00:00Z')
          const here = await club()
          const { fan, membership } = await member(here, { coins })
          for (const { from, ms } of jumps) {
            const before = await again(membership)
            const start = from === 'now' ? now() : (before.paid_until ?? now())
            setClock(new Date(start.getTime() + ms))
            await sweep()
            await sweep()
            const is = await again(membership)
            const at = now()
            const paidUntil = is.paid_until ?? at
            if (before.state !== 'ended' && is.state === 'ended') {
              assert.isTrue(paidUntil <= at, 'put out while paid')
            }
            if (is.state !== 'ended') {
              assert.isTrue(at.getTime() < paidUntil.getTime() + GRACE, 'in, unpaid, beyond grace')
            }
          }
          const spans = (await cycles(membership)).filter(({ state }) => state === 'paid')
          for (const [index, { starts_at: start }] of spans.entries()) {
            const previous = spans[index - 1]
            if (previous) assert.isTrue(start >= (previous.ends_at ?? start), 'spans overlap')
          }
          const charged = BigInt(spans.length - 1) * PRICE
          assert.equal(await coinsOf(fan), coins - charged, 'charged other than the spans say')
        }
      ),
      { numRuns: 30 }
    )
  })
})
