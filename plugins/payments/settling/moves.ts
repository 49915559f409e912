import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import type { Bearer, LedgerService, Memo, MoneyLeg, SystemAccount } from '#plugins/ledger/api'
import type { DoneMove, Leg, Move } from '#plugins/payments/settling/next_move'

interface MoveRow {
  id: bigint
  payment_id: string
  return_id: string | null
  kind: DoneMove['kind']
  key: string
  undoes: bigint | null
  purchased: bigint
  promo: bigint
  bearer: Bearer | null
  creator_id: string | null
  memo: Memo
  /** Amounts as digits: a JSON number would round a large one. */
  money: { account: SystemAccount; amount: string }[]
  state: 'asked' | 'done'
  transfer_id: string | null
}

/** A move that is written down, with what the ledger needs to know of the payment. */
export interface AskedMove extends Move {
  id: bigint
  paymentId: string
  currency: string
  personId: string
  /** The ledger's id of the payment's top-up or sale; null for that itself. */
  topUpId: string | null
  /** Of a give: the ledger's id of what it undoes. */
  reversalId: string | null
}

/** What the ledger was told of a payment, oldest first, and what it is about to be told. */
export async function movesOf(
  trx: TransactionClientContract,
  paymentId: string
): Promise<{ done: DoneMove[]; asked: bigint | null }> {
  const rows = await sql<MoveRow>(
    'select * from payments_moves where payment_id = :paymentId order by id',
    { paymentId },
    trx
  )
  const done = rows.filter(({ state }) => state === 'done')
  return {
    done: done.map((row) => ({ ...moveOf(row), id: row.id })),
    asked: rows.find(({ state }) => state === 'asked')?.id ?? null,
  }
}

/** Writes down what the ledger will be told. */
export async function askMove(
  trx: TransactionClientContract,
  paymentId: string,
  move: Move
): Promise<void> {
  await sql(
    `insert into payments_moves
       (payment_id, return_id, kind, key, undoes, purchased, promo, bearer, creator_id, memo, money)
     values (:paymentId, :returnId, :kind, :key, :undoes, :purchased, :promo, :bearer, :creatorId, :memo::jsonb,
       :money::jsonb)`,
    {
      paymentId,
      returnId: move.returnId,
      kind: move.kind,
      key: move.key,
      undoes: move.undoes,
      purchased: move.purchased,
      promo: move.promo,
      bearer: move.bearer,
      creatorId: move.creatorId,
      memo: JSON.stringify(move.memo),
      money: JSON.stringify(
        move.money.map(({ account, amount }) => ({ account, amount: amount.toString() }))
      ),
    },
    trx
  )
}

/** What the ledger is about to be told of a payment, if anything. */
export async function askedMove(paymentId: string): Promise<AskedMove | null> {
  const [row] = await sql<
    MoveRow & {
      currency: string
      person_id: string
      top_up_id: string | null
      reversal_id: string | null
    }
  >(
    `select m.*, p.currency, p.person_id, p.transfer_id as top_up_id, u.transfer_id as reversal_id
     from payments_moves m
     join payments_payments p on p.id = m.payment_id
     left join payments_moves u on u.id = m.undoes
     where m.payment_id = :paymentId and m.state = 'asked'`,
    { paymentId }
  )
  if (!row) return null
  return {
    ...moveOf(row),
    id: row.id,
    paymentId: row.payment_id,
    currency: row.currency,
    personId: row.person_id,
    topUpId: row.top_up_id,
    reversalId: row.reversal_id,
  }
}

const moveOf = (row: MoveRow): Move => ({
  kind: row.kind,
  key: row.key,
  returnId: row.return_id,
  undoes: row.undoes,
  purchased: row.purchased,
  promo: row.promo,
  bearer: row.bearer,
  creatorId: row.creator_id,
  memo: row.memo,
  money: row.money.map(({ account, amount }): Leg => ({ account, amount: BigInt(amount) })),
})

/** What the ledger did. */
export interface Told {
  transferId: string
  /** Whose earnings went, millicoins. */
  fromCreators: readonly { creatorId: string; amount: bigint }[]
}

/** Tells the ledger; the same move again is the same transfer. */
export async function tellLedger(ledger: LedgerService, move: AskedMove): Promise<Told> {
  const { key, memo, purchased, promo } = move
  const money: MoneyLeg[] = move.money.map((leg) => ({ ...leg, commodity: move.currency }))
  switch (move.kind) {
    case 'credit': {
      const { personId } = move
      const request = { key, personId, purchased, promo, memo, money }
      return { ...fromNobody, transferId: (await ledger.topUp(request)).transferId }
    }
    case 'sell': {
      const { personId } = move
      const creatorId = needed(move.creatorId, move)
      const request = { key, personId, creatorId, coins: purchased, memo, money }
      return { ...fromNobody, transferId: (await ledger.sell(request)).transferId }
    }
    case 'take': {
      const topUpId = needed(move.topUpId, move)
      const bearer = needed(move.bearer, move)
      return ledger.reverse({ key, topUpId, purchased, promo, memo, money, bearer })
    }
    case 'give': {
      const reversalId = needed(move.reversalId, move)
      const { transferId } = await ledger.restore({ key, reversalId, memo, money })
      return { ...fromNobody, transferId }
    }
    case 'money': {
      const legs = money.map(({ account, commodity, amount }) => ({
        account: { kind: 'system' as const, name: account, commodity },
        commodity,
        amount,
      }))
      const moved = await ledger.transfer({ key, memo, legs })
      if (moved.outcome === 'transferred') return { ...fromNobody, transferId: moved.transferId }
      throw new Error(`Money alone moved, and coins are said to lack: ${key}`)
    }
  }
}

const fromNobody = { fromCreators: [] }

function needed<T>(value: T | null, move: AskedMove): T {
  if (value === null) throw new Error(`The move ${move.key} lacks what it stands on`)
  return value
}
