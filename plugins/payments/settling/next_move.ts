import { createHash } from 'node:crypto'
import type { Bearer, Memo, SystemAccount } from '#plugins/ledger/api'
import type { Books, Share } from '#plugins/payments/settling/books'

/** Something that the ledger was told of a payment. */
export interface DoneMove {
  id: bigint
  kind: 'credit' | 'sell' | 'take' | 'give' | 'money'
  returnId: string | null
  /** Of a give: the take that it undid. */
  undoes: bigint | null
  purchased: bigint
  promo: bigint
  money: readonly Leg[]
}

export interface Leg {
  account: SystemAccount
  /** Minor units. */
  amount: bigint
}

/** What the ledger is to be told. */
export interface Move {
  kind: DoneMove['kind']
  key: string
  returnId: string | null
  undoes: bigint | null
  purchased: bigint
  promo: bigint
  bearer: Bearer | null
  /** Of a sale: whose earnings it goes to. */
  creatorId: string | null
  memo: Memo
  money: readonly Leg[]
}

/** Longest id of a gateway's that stands in a key as it is; with the rest it stays under the ledger's 200 characters. */
const PLAIN_ID = 150

function keyOf(...parts: [kind: string, gateway: string, id: string, turn: number]): string {
  const [kind, gateway, id, turn] = parts
  const name = id.length <= PLAIN_ID ? id : createHash('sha256').update(id).digest('hex')
  return `${kind}:${gateway}:${name}${turn > 1 ? `:${turn}` : ''}`
}

/** The key under which a payment's coins are given, or what was sold is booked. */
export const creditKey = (gateway: string, payment: string): string =>
  keyOf('payment', gateway, payment, 1)

export interface Situation {
  gateway: string
  payment: string
  /** What the books should show. */
  books: Books
  /** What they were told, oldest first. */
  done: readonly DoneMove[]
  /** The gateway's id of a return. */
  providerReturn(returnId: string): string
  bearer: Readonly<Record<'refund' | 'dispute', Bearer>>
}

/**
 * The next thing that the ledger has to be told; null when the books show what they should. Takes stand upon each
 * other like plates: what is wrong further down is reached by giving back what lies on it, last first, so the books end
 * as if everything had been known in its order from the start. Money that is not where it should be goes with the first
 * move, so that coins and money stand in one transfer.
 */
export function nextMove(situation: Situation): Move | null {
  const { books, done } = situation
  const undone = new Set(done.flatMap(({ undoes }) => undoes ?? []))
  const standing = done.filter(({ kind, id }) => kind === 'take' && !undone.has(id))
  const wanted = books.shares.filter(({ purchased, promo }) => purchased + promo > 0n)
  const right = standing.findIndex((take, at) => !isFor(take, wanted[at]))
  const money = missingMoney(books, done)

  const wrong = right === -1 ? undefined : standing.at(-1)
  if (wrong) return giving(situation, wrong, money)
  const share = wanted[standing.length]
  if (share) return taking(situation, share, money)
  return money.length > 0 ? movingMoney(situation, money) : null
}

const isFor = (take: DoneMove, share: Share | undefined): boolean =>
  share?.returnId === take.returnId &&
  share.purchased === take.purchased &&
  share.promo === take.promo

function missingMoney(books: Books, done: readonly DoneMove[]): Leg[] {
  const missing = new Map(books.money)
  for (const { account, amount } of done.flatMap(({ money }) => money)) {
    missing.set(account, (missing.get(account) ?? 0n) - amount)
  }
  return [...missing]
    .filter(([, amount]) => amount !== 0n)
    .map(([account, amount]) => ({ account, amount }))
}

const NOTHING = {
  returnId: null,
  undoes: null,
  purchased: 0n,
  promo: 0n,
  bearer: null,
  creatorId: null,
}

function giving({ gateway, done, providerReturn }: Situation, take: DoneMove, money: Leg[]): Move {
  if (take.returnId === null) throw new Error(`The take ${take.id} is for no return`)
  const before = done.filter(({ kind, returnId, id }) => {
    return kind === 'take' && returnId === take.returnId && id < take.id
  })
  return {
    ...NOTHING,
    kind: 'give',
    key: keyOf('restore', gateway, providerReturn(take.returnId), before.length + 1),
    undoes: take.id,
    memo: { key: 'payments.memo.given_back' },
    money,
  }
}

function taking(situation: Situation, share: Share, money: Leg[]): Move {
  const { gateway, done, providerReturn, bearer } = situation
  const { returnId, kind, purchased, promo } = share
  const before = done.filter((move) => move.kind === 'take' && move.returnId === returnId)
  return {
    ...NOTHING,
    kind: 'take',
    key: keyOf('return', gateway, providerReturn(returnId), before.length + 1),
    returnId,
    purchased,
    promo,
    bearer: bearer[kind],
    memo: { key: `payments.memo.${kind === 'refund' ? 'refunded' : 'disputed'}` },
    money,
  }
}

function movingMoney({ gateway, payment, done }: Situation, money: Leg[]): Move {
  const before = done.filter(({ kind }) => kind === 'money')
  return {
    ...NOTHING,
    kind: 'money',
    key: keyOf('money', gateway, payment, before.length + 1),
    memo: { key: 'payments.memo.money' },
    money,
  }
}
