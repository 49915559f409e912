import fc from 'fast-check'
import { BEARERS, BUCKETS, LedgerError } from '#plugins/ledger/api'
import type { Bearer, Bucket, LedgerService } from '#plugins/ledger/api'
import { memo } from '#plugins/ledger/tests/support/bench'

/** An operation on the ledger, with people, keys and holds as small numbers. */
export type Move =
  | { do: 'hold'; key: number; fan: number; amount: bigint; creator: number | null }
  | { do: 'capture'; key: number; hold: number; amount: bigint | undefined }
  | { do: 'release'; key: number; hold: number }
  | { do: 'fund'; key: number; fan: number; bucket: Bucket; amount: bigint }
  | { do: 'draw'; key: number; creator: number; from: Bucket; to: Bucket; amount: bigint }
  | { do: 'share'; creator: number; basisPoints: number }
  | { do: 'topUp'; key: number; fan: number; purchased: bigint; promo: bigint }
  | { do: 'sell'; key: number; fan: number; creator: number; coins: bigint }
  | { do: 'pay'; fan: number; amount: bigint; creator: number | null }
  | {
      do: 'reverse'
      key: number
      /** Which one of those that were made. */
      topUp: number
      /** Thousandths of what it gave. */
      purchased: bigint
      promo: bigint
      bearer: Bearer
    }
  | { do: 'restore'; key: number; reversal: number }
  /** A capture that was made, and thousandths of the largest amount that a hold has here; null for all of it. */
  | { do: 'giveBack'; key: number; capture: number; part: bigint | null }
  /** Thousandths of what a creator has earned from bought coins leave the program. */
  | { do: 'payout'; creator: number; part: bigint }
  | { do: 'cap'; fan: number; monthly: bigint | null }
  | { do: 'welcome'; fan: number }
  | { do: 'merge'; from: number; into: number }
  | { do: 'sweep' }
  | { do: 'rollUp' }

/** People that moves are about; creators are among them, so that some talk to themselves. */
export const PEOPLE = 4
const person = fc.nat(PEOPLE - 1)
const bucket = fc.constantFrom(...BUCKETS)
/** Few keys and holds, so that moves meet. */
const key = fc.nat(11)
const hold = fc.nat(7)
const amount = fc.bigInt({ min: 1n, max: 2_500n })

export const moves: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('hold'),
      key,
      fan: person,
      amount,
      creator: fc.option(person),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('capture'),
      key,
      hold,
      amount: fc.option(amount, { nil: undefined }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('release'), key, hold }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('fund'), key, fan: person, bucket, amount }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('draw'),
      key,
      creator: person,
      from: bucket,
      to: bucket,
      amount,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('share'),
      creator: person,
      basisPoints: fc.nat(10_000),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Move>({ do: 'sweep' }) },
  { weight: 1, arbitrary: fc.constant<Move>({ do: 'rollUp' }) }
)

/** So many that most are used once. */
const manyKeys = fc.nat(60)

/** What money does, beside all of the above: in histories where it comes, is spent and goes back. */
export const moneyMoves: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: moves },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('topUp'),
      key: manyKeys,
      fan: person,
      purchased: amount,
      promo: fc.bigInt({ min: 0n, max: 900n }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('sell'),
      key: manyKeys,
      fan: person,
      creator: person,
      coins: amount,
    }),
  },
  {
    weight: 9,
    arbitrary: fc.record({
      do: fc.constant('pay'),
      fan: person,
      amount,
      creator: fc.option(person),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('reverse'),
      key: manyKeys,
      topUp: fc.nat(12),
      // Now and then a little more than there was.
      purchased: fc.bigInt({ min: 0n, max: 1_030n }),
      promo: fc.bigInt({ min: 0n, max: 1_010n }),
      bearer: fc.constantFrom(...BEARERS),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('restore'), key: manyKeys, reversal: fc.nat(12) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('giveBack'),
      key: manyKeys,
      capture: fc.nat(20),
      part: fc.option(fc.bigInt({ min: 1n, max: 1_000n })),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('payout'),
      creator: person,
      part: fc.bigInt({ min: 1n, max: 1_000n }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('cap'),
      fan: person,
      monthly: fc.option(fc.bigInt({ min: 0n, max: 20_000n })),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('welcome'), fan: person }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('merge'), from: person, into: person }) }
)

/** The people, keys and holds of one run, since runs share a database. */
export interface Cast {
  people: readonly string[]
  holds: string[]
  /** Numbers of top-ups and reversals, by their keys. */
  topUps: Map<string, string>
  reversals: Map<string, string>
  /** Numbers of captures, by their holds. */
  captures: Map<string, string>
  key(number: number): string
}

/** An outcome in the model's words. */
export async function inWords(
  work: Promise<object>,
  ...fields: readonly string[]
): Promise<string> {
  try {
    const outcome = Object.entries(await work)
    const value = (name: string): string =>
      String(outcome.find(([field]) => field === name)?.[1] ?? '')
    return ['outcome', ...fields]
      .map(value)
      .filter((text) => text !== '')
      .join(' ')
  } catch (error) {
    if (error instanceof LedgerError) return error.fault
    throw error
  }
}

/** Draws earnings of one kind into the wallet as another. */
export function draw(
  ledger: LedgerService,
  drawn: { key: string; creator: string; from: Bucket; to: Bucket; amount: bigint }
) {
  const personId = drawn.creator
  return ledger.transfer({
    key: drawn.key,
    memo,
    legs: [
      { account: { kind: 'earnings', personId, bucket: drawn.from }, amount: -drawn.amount },
      { account: { kind: 'wallet', personId, bucket: drawn.to }, amount: drawn.amount },
    ],
  })
}
