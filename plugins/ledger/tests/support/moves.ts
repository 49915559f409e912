import fc from 'fast-check'
import { BUCKETS, LedgerError } from '#plugins/ledger/api'
import type { Bucket, LedgerService } from '#plugins/ledger/api'
import { memo } from '#plugins/ledger/tests/support/bench'

/** An operation on the ledger, with people, keys and holds as small numbers. */
export type Move =
  | { do: 'hold'; key: number; fan: number; amount: bigint; creator: number | null }
  | { do: 'capture'; key: number; hold: number; amount: bigint | undefined }
  | { do: 'release'; key: number; hold: number }
  | { do: 'fund'; key: number; fan: number; bucket: Bucket; amount: bigint }
  | { do: 'draw'; key: number; creator: number; from: Bucket; to: Bucket; amount: bigint }
  | { do: 'share'; creator: number; basisPoints: number }
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

/** The people, keys and holds of one run, since runs share a database. */
export interface Cast {
  people: readonly string[]
  holds: string[]
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
