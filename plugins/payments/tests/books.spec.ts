import fc from 'fast-check'
import { test } from '@japa/runner'
import { booksOf, type PaidMoney, type ReturnedMoney } from '#plugins/payments/settling/books'
import { nextMove, type DoneMove } from '#plugins/payments/settling/next_move'

const AT = new Date('2026-05-01T12:00:00Z').getTime()

const paidMoney: fc.Arbitrary<PaidMoney> = fc
  .record({
    amount: fc.bigInt(0n, 2_000n),
    tax: fc.bigInt(0n, 300n),
    coins: fc.bigInt(1n, 6_000_000n),
    bonus: fc.bigInt(0n, 2_400_000n),
  })
  .map((one) => ({ ...one, gateway: 'test', tax: one.tax < one.amount ? one.tax : 0n }))

const returnedMoney = (index: number): fc.Arbitrary<ReturnedMoney> =>
  fc
    .record({
      refund: fc.boolean(),
      amount: fc.option(fc.bigInt(0n, 2_500n), { nil: null }),
      fee: fc.bigInt(0n, 1_500n),
      told: fc.boolean(),
      minute: fc.integer({ min: 0, max: 3 }),
      ended: fc.constantFrom(null, 'bad', 'good'),
    })
    .map(({ refund, amount, fee, told, minute, ended }) => ({
      id: `return-${index}`,
      provider_return: `r_${index}`,
      kind: refund ? 'refund' : 'dispute',
      amount: refund ? amount : (amount ?? 700n),
      fee: refund ? 0n : fee,
      announced_at: told ? new Date(AT + minute * 60_000) : null,
      outcome: ended === null ? null : refund ? 'failed' : ended === 'good' ? 'won' : 'lost',
    }))

const returnedMoneys = fc
  .integer({ min: 0, max: 5 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => returnedMoney(index))))

type ToldMove = DoneMove & { key: string }

/** Tells a ledger that is a list of moves, until nothing is left to be told. */
function settle(paid: PaidMoney, returns: readonly ReturnedMoney[], before: readonly ToldMove[]) {
  const done = [...before]
  for (let step = 0; step < 100; step++) {
    const move = nextMove({
      gateway: paid.gateway,
      payment: 'pay_1',
      books: booksOf(paid, returns),
      done,
      providerReturn: (id) => id,
      bearer: { refund: 'platform', dispute: 'shared' },
    })
    if (!move) return done
    done.push({ ...move, id: BigInt(done.length + 1) })
  }
  throw new Error('It does not come to rest')
}

/** What a list of moves comes to: who holds which coins, and where the money is. */
function sumOf(moves: readonly DoneMove[]) {
  const undone = new Set(moves.map(({ undoes }) => undoes))
  const money = new Map<string, bigint>()
  for (const { account, amount } of moves.flatMap((move) => move.money)) {
    money.set(account, (money.get(account) ?? 0n) + amount)
  }
  return {
    takes: moves
      .filter(({ kind, id }) => kind === 'take' && !undone.has(id))
      .map(({ returnId, purchased, promo }) => ({ returnId, purchased, promo })),
    money: [...money].filter(([, amount]) => amount !== 0n).toSorted(),
  }
}

test.group('Payments | what the books should show', () => {
  test('never more goes back than came, all of it with the last part, and money sums to zero', ({
    assert,
  }) => {
    fc.assert(
      fc.property(paidMoney, returnedMoneys, (paid, returns) => {
        const { shares, money } = booksOf(paid, returns)
        const sum = (amounts: readonly bigint[]) => amounts.reduce((all, one) => all + one, 0n)
        const back = sum(shares.map(({ amount }) => amount))
        const purchased = sum(shares.map((one) => one.purchased))
        const promo = sum(shares.map((one) => one.promo))
        assert.isTrue(back <= paid.amount && purchased <= paid.coins && promo <= paid.bonus)
        assert.isTrue(shares.every((one) => one.purchased >= 0n && one.promo >= 0n))
        if (shares.length > 0 && back === paid.amount) {
          assert.deepEqual([purchased, promo], [paid.coins, paid.bonus])
        }
        assert.equal(sum([...money.values()]), 0n)
      }),
      { numRuns: 2_000 }
    )
  })

  test('in whichever order returns are listed, the books are the same', ({ assert }) => {
    fc.assert(
      fc.property(paidMoney, returnedMoneys, (paid, returns) => {
        assert.deepEqual(booksOf(paid, returns.toReversed()), booksOf(paid, returns))
      }),
      { numRuns: 1_000 }
    )
  })

  test('whatever was known on the way, the same is told in the end, under keys of its own', ({
    assert,
  }) => {
    const lives = fc.tuple(paidMoney, returnedMoneys).chain(([paid, returns]) =>
      fc.tuple(
        fc.constant(paid),
        fc.constant(returns),
        // What was known at each stop on the way: some of the returns, some of them without their outcome.
        fc.array(
          fc.tuple(...returns.map((one) => fc.constantFrom(null, { ...one, outcome: null }, one))),
          { maxLength: 4 }
        )
      )
    )
    fc.assert(
      fc.property(lives, ([paid, returns, stops]) => {
        const credit: ToldMove = {
          id: 0n,
          key: 'payment:test:pay_1',
          kind: 'credit',
          returnId: null,
          undoes: null,
          purchased: paid.coins,
          promo: paid.bonus,
          money: [...booksOf(paid, []).money].map(([account, amount]) => ({ account, amount })),
        }
        let moves: ToldMove[] = [credit]
        for (const known of stops)
          moves = settle(
            paid,
            known.filter((one) => one !== null),
            moves
          )
        moves = settle(paid, returns, moves)
        assert.deepEqual(sumOf(moves), sumOf(settle(paid, returns, [credit])))
        assert.equal(new Set(moves.map(({ key }) => key)).size, moves.length)
        assert.deepEqual(settle(paid, returns, moves), moves, 'and nothing is told twice')
      }),
      { numRuns: 1_000 }
    )
  })
})
