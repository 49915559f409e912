import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import type {
  Payee,
  Payout,
  PayoutProviderName,
  PayoutState,
} from '#plugins/payments/payouts/payout'

interface PayoutRow {
  id: string
  person_id: string
  provider: PayoutProviderName
  coins: string
  currency: string
  amount: string
  state: PayoutState
  approvals_needed: number
  approvals: number
  provider_payout: string | null
  reference: string | null
  reason: string | null
  asked_at: Date
  paid_at: Date | null
}

const COLUMNS = `p.id, p.person_id, p.provider, p.coins, p.currency, p.amount, p.state, p.approvals_needed,
  (select count(*)::int from payments_payout_approvals a where a.payout_id = p.id) as approvals,
  p.provider_payout, p.reference, p.reason, p.asked_at, p.paid_at`

const payoutOf = (row: PayoutRow): Payout => ({
  id: row.id,
  personId: row.person_id,
  provider: row.provider,
  coins: BigInt(row.coins),
  currency: row.currency,
  amount: BigInt(row.amount),
  state: row.state,
  approvalsNeeded: row.approvals_needed,
  approvals: row.approvals,
  providerPayout: row.provider_payout,
  reference: row.reference,
  reason: row.reason,
  askedAt: row.asked_at,
  paidAt: row.paid_at,
})

/** Finds a payout and locks it until the transaction ends. */
export async function lockPayout(
  id: string,
  trx: TransactionClientContract
): Promise<Payout | null> {
  const [row] = await sql<PayoutRow>(
    `select ${COLUMNS} from payments_payouts p where p.id = :id for no key update of p`,
    { id },
    trx
  )
  return row ? payoutOf(row) : null
}

export async function findPayout(id: string): Promise<Payout | null> {
  const [row] = await sql<PayoutRow>(`select ${COLUMNS} from payments_payouts p where p.id = :id`, {
    id,
  })
  return row ? payoutOf(row) : null
}

/** A creator's payouts, newest first. */
export async function payoutsOf(personId: string, limit: number): Promise<Payout[]> {
  const rows = await sql<PayoutRow>(
    `select ${COLUMNS} from payments_payouts p where p.person_id = :personId
     order by p.asked_at desc, p.id desc limit :limit`,
    { personId, limit }
  )
  return rows.map(payoutOf)
}

/** Payouts of everybody in some states, oldest first: what has waited longest is dealt with first. */
export async function payoutsIn(states: readonly PayoutState[], limit: number): Promise<Payout[]> {
  const rows = await sql<PayoutRow>(
    `select ${COLUMNS} from payments_payouts p where p.state = any (:states)
     order by p.asked_at, p.id limit :limit`,
    { states: [...states], limit }
  )
  return rows.map(payoutOf)
}

interface PayeeRow {
  id: string
  person_id: string
  provider: PayoutProviderName
  provider_account: string | null
  ready: boolean
  monthly: boolean
  details_sealed: Buffer | null
}

export async function findPayee(personId: string): Promise<Payee | null> {
  const [row] = await sql<PayeeRow>(
    `select id, person_id, provider, provider_account, ready, monthly, details_sealed
     from payments_payees where person_id = :personId`,
    { personId }
  )
  return row
    ? {
        id: row.id,
        personId: row.person_id,
        provider: row.provider,
        providerAccount: row.provider_account,
        ready: row.ready,
        monthly: row.monthly,
        detailsSealed: row.details_sealed,
      }
    : null
}
