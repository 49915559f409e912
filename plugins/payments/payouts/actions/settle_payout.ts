import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import type { SystemAccount } from '#plugins/ledger/api'
import type { Payout, PayoutState } from '#plugins/payments/payouts/payout'
import type { SendOutcome } from '#plugins/payments/payouts/providers/provider'
import { payoutProvider } from '#plugins/payments/payouts/providers/index'
import { findPayee, findPayout, lockPayout } from '#plugins/payments/payouts/queries/payouts'
import type { PaymentsServices } from '#plugins/payments/services'

/** Steps that one call takes at most; a payout has fewer. */
const MOST_STEPS = 6

/**
 * Takes a payout as far as it can go now. Each step is done at the ledger or the provider under a key of the payout
 * first and written down after, so a crash between the two repeats a step that does nothing.
 */
export async function settlePayout(
  services: PaymentsServices,
  payoutId: string
): Promise<Payout | null> {
  for (let step = 0; step < MOST_STEPS; step++) {
    const moved = await db.transaction(async (trx) => {
      const payout = await lockPayout(payoutId, trx)
      return payout !== null && (await takeStep(services, payout, trx))
    })
    if (!moved) break
  }
  return findPayout(payoutId)
}

/** True when the payout got into another state. */
async function takeStep(
  services: PaymentsServices,
  payout: Payout,
  trx: TransactionClientContract
): Promise<boolean> {
  switch (payout.state) {
    case 'asked':
      return reserve(services, payout, trx)
    case 'reserved':
      return send(payout, trx)
    case 'sent':
      await book(services, payout)
      await tell(services, payout, 'paid', trx)
      return move(payout, 'paid', trx, 'paid_at = coalesce(paid_at, now()), ended_at = now()')
    case 'failing':
      await giveBack(services, payout, 'back', 'payouts_due')
      await tell(services, payout, 'failed', trx)
      return move(payout, 'failed', trx, 'ended_at = now()')
    case 'reversing':
      await giveBack(services, payout, 'reversed', 'payouts')
      await tell(services, payout, 'reversed', trx)
      return move(payout, 'reversed', trx, 'ended_at = now()')
    case 'paid':
    case 'failed':
    case 'reversed':
    case 'refused':
      return false
  }
}

/** Takes the coins out of the earnings. */
async function reserve(
  { ledger }: PaymentsServices,
  payout: Payout,
  trx: TransactionClientContract
): Promise<boolean> {
  const taken = await ledger.transfer({
    key: `payout:${payout.id}`,
    memo: { key: 'payments.payouts.memo.asked' },
    legs: [
      { account: earningsOf(payout), amount: -payout.coins },
      { account: { kind: 'system', name: 'payouts_due' }, amount: payout.coins },
    ],
  })
  return taken.outcome === 'transferred'
    ? move(payout, 'reserved', trx)
    : move(payout, 'refused', trx, 'ended_at = now()')
}

/** Sends the money, when enough admins agreed and there is a provider that does so by itself. */
async function send(payout: Payout, trx: TransactionClientContract): Promise<boolean> {
  if (payout.approvals < payout.approvalsNeeded || payout.provider === 'manual') return false
  const provider = await payoutProvider(payout.provider)
  const payee = await findPayee(payout.personId)
  const sent: SendOutcome =
    provider && payee
      ? await provider.send(payout, payee)
      : { outcome: 'later', reason: `${payout.provider} is not connected` }
  switch (sent.outcome) {
    case 'sent':
      return move(
        payout,
        'sent',
        trx,
        'provider_payout = :detail, reference = :detail',
        sent.providerPayout
      )
    case 'later':
      await sql(
        'update payments_payouts set reason = :reason where id = :id',
        { id: payout.id, reason: sent.reason },
        trx
      )
      return false
    case 'refused':
      return move(payout, 'failing', trx, 'reason = :detail', sent.reason)
  }
}

/** The coins end, and the money left the operator. */
async function book({ ledger }: PaymentsServices, payout: Payout): Promise<void> {
  await ledger.transfer({
    key: `payout:${payout.id}:paid`,
    memo: { key: 'payments.payouts.memo.paid' },
    legs: [
      { account: { kind: 'system', name: 'payouts_due' }, amount: -payout.coins },
      { account: { kind: 'system', name: 'payouts' }, amount: payout.coins },
      ...moneyLegs(payout, payout.amount),
    ],
  })
}

/** The coins are earnings again; of what had been paid the money is back, too. */
async function giveBack(
  { ledger }: PaymentsServices,
  payout: Payout,
  why: 'back' | 'reversed',
  from: SystemAccount
): Promise<void> {
  await ledger.transfer({
    key: `payout:${payout.id}:${why}`,
    memo: { key: 'payments.payouts.memo.back' },
    legs: [
      { account: { kind: 'system', name: from }, amount: -payout.coins },
      { account: earningsOf(payout), amount: payout.coins },
      ...(why === 'reversed' ? moneyLegs(payout, -payout.amount) : []),
    ],
  })
}

const earningsOf = ({ personId }: Payout) =>
  ({ kind: 'earnings', personId, bucket: 'purchased' }) as const

function moneyLegs({ provider, currency }: Payout, amount: bigint) {
  // What an admin pays by hand leaves the operator's bank.
  const from: SystemAccount = provider === 'manual' ? 'gateway_bank' : 'gateway_stripe'
  return [
    { account: { kind: 'system', name: 'payouts' } as const, amount, commodity: currency },
    { account: { kind: 'system', name: from } as const, amount: -amount, commodity: currency },
  ]
}

/** The creator hears of it, once, after the commit. */
async function tell(
  { outbox }: PaymentsServices,
  { id, personId }: Payout,
  state: PayoutState,
  trx: TransactionClientContract
): Promise<void> {
  await outbox.add(trx, [
    {
      topic: 'payments.tell_payout',
      key: `${id}:${state}`,
      payload: { payoutId: id, personId, state },
    },
  ])
}

/** @param more what else is written down; `:detail` in it is `detail` */
async function move(
  { id, state }: Payout,
  next: PayoutState,
  trx: TransactionClientContract,
  more?: string,
  detail?: string
): Promise<true> {
  await sql(
    `update payments_payouts set state = :next${more === undefined ? '' : `, ${more}`}
     where id = :id and state = :state`,
    { id, state, next, ...(detail !== undefined && { detail }) },
    trx
  )
  return true
}
