import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import paymentsConfig from '#config/payments'
import type { Gateway } from '#plugins/payments/gateways/gateway'
import type { PaymentsServices } from '#plugins/payments/services'
import { booksOf, type PaidMoney } from '#plugins/payments/settling/books'
import { concludeReturns, markSettled } from '#plugins/payments/settling/conclude'
import { askCredit, markCredited } from '#plugins/payments/settling/credit'
import { matchPayment, type Match } from '#plugins/payments/settling/match_payment'
import {
  askedMove,
  askMove,
  movesOf,
  tellLedger,
  type AskedMove,
  type Told,
} from '#plugins/payments/settling/moves'
import { nextMove } from '#plugins/payments/settling/next_move'
import { keepTakenEarnings } from '#plugins/payments/settling/taken_earnings'
import {
  lockPayment,
  readPayment,
  returnsOf,
  type PaymentRow,
} from '#plugins/payments/settling/payment'

/**
 * Nobody spent the coins of a sale on anybody: what it brought goes back from where it went, or a creator who buys from
 * themselves would keep the share of what is refunded.
 */
const SALE_BEARER = { refund: 'shared', dispute: 'shared' } as const

/** Steps of one settling at most: a payment with a hundred returns needs fewer. */
const MOST_STEPS = 500

/**
 * Makes the books show what is known of a payment. Each step is decided under the payment's lock and written down; then
 * the ledger is told, without a lock; then it is ticked off. Whoever comes after a crash, or at the same time, finds
 * what is written down and tells it again under the same key.
 */
export async function settlePayment(services: PaymentsServices, paymentId: string): Promise<void> {
  for (let step = 0; step < MOST_STEPS; step++) {
    const payment = await readPayment(paymentId)
    if (!payment) return
    const asked = await askedMove(paymentId)
    if (asked) {
      await tickOff(services, asked, await tellLedger(services.ledger, asked))
      continue
    }
    const gateway = await waitingGateway(services, payment)
    const match =
      payment.state === 'credited' || payment.amount === null
        ? null
        : await matchPayment(services.identity, payment)
    const waits = gateway !== null
    const decided = await db.transaction((trx) => decide(services, trx, { payment, match, waits }))
    if (decided === 'go_on') continue
    if (!gateway) return
    await gateway.afterCredit?.(payment.provider_payment)
    await sql('update payments_payments set after_credit_at = now() where id = :paymentId', {
      paymentId,
    })
  }
  throw new Error(`The payment ${paymentId} does not come to rest`)
}

/** Two at once tick off once. */
async function tickOff(services: PaymentsServices, move: AskedMove, told: Told): Promise<void> {
  const { transferId } = told
  await db.transaction(async (trx) => {
    await lockPayment(trx, move.paymentId)
    const ticked = await sql<{ id: bigint }>(
      `update payments_moves set state = 'done', transfer_id = :transferId, done_at = now()
       where id = :id and state = 'asked' returning id`,
      { id: move.id, transferId },
      trx
    )
    if (ticked.length === 0) return
    await keepTakenEarnings(trx, move, told)
    const isFirst = move.kind === 'credit' || move.kind === 'sell'
    if (isFirst) await markCredited(services, trx, move.paymentId, transferId)
  })
}

/**
 * The gateway, where it still has to do its part now that the coins are there, for instance Discord's consuming. It may
 * do it twice.
 */
async function waitingGateway(
  services: PaymentsServices,
  payment: PaymentRow
): Promise<Gateway | null> {
  if (payment.state !== 'credited' || payment.after_credit_at !== null) return null
  const gateway = (await services.gateways()).get(payment.gateway)
  return gateway?.afterCredit ? gateway : null
}

/**
 * Decides the next step under the payment's lock.
 * @param seen the payment as it was when `match` was looked for; when more is known since, it is looked for again.
 *   Where the gateway `waits` for its part, the payment does not count as settled yet.
 */
async function decide(
  services: PaymentsServices,
  trx: TransactionClientContract,
  seen: { payment: PaymentRow; match: Match | null; waits: boolean }
): Promise<'settled' | 'go_on'> {
  const payment = await lockPayment(trx, seen.payment.id)
  if (!payment) return 'settled'
  const { facts, state } = seen.payment
  if (payment.facts !== facts || payment.state !== state) return 'go_on'
  const { done, asked } = await movesOf(trx, payment.id)
  if (asked !== null) return 'go_on'

  if (payment.state !== 'credited') return place(trx, payment, seen.match)

  const returns = await returnsOf(payment.id, trx)
  const books = booksOf(paidOf(payment), returns)
  const move = nextMove({
    gateway: payment.gateway,
    payment: payment.provider_payment,
    books,
    done,
    providerReturn: (id) => returns.find((one) => one.id === id)?.provider_return ?? id,
    bearer: payment.pack_id === null ? SALE_BEARER : paymentsConfig.bearer,
  })
  if (move) {
    await askMove(trx, payment.id, move)
    return 'go_on'
  }
  await concludeReturns(services, trx, payment, returns, books)
  if (!seen.waits) await markSettled(trx, payment.id)
  return 'settled'
}

/** Credits a payment that is matched; says of another why it is not. */
async function place(
  trx: TransactionClientContract,
  payment: PaymentRow,
  match: Match | null
): Promise<'settled' | 'go_on'> {
  const { amount, currency } = payment
  if (match?.outcome === 'matched' && amount !== null && currency !== null) {
    await askCredit(trx, { ...payment, amount, currency }, match)
    return 'go_on'
  }
  if (match) {
    const bought = match.outcome === 'unmatched' ? null : match
    await sql(
      `update payments_payments set state = :state, person_id = :personId, order_id = :orderId where id = :id`,
      {
        id: payment.id,
        state: match.outcome,
        personId: bought?.personId ?? null,
        orderId: bought?.orderId ?? null,
      },
      trx
    )
  }
  await markSettled(trx, payment.id)
  return 'settled'
}

function paidOf(payment: PaymentRow): PaidMoney {
  const { gateway, amount, tax, coins, bonus } = payment
  if (amount === null || tax === null || coins === null || bonus === null) {
    throw new Error(`The payment ${payment.id} is credited without saying how much`)
  }
  return { gateway, amount, tax, coins, bonus }
}
