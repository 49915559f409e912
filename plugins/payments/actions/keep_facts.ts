import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import type { GatewayName } from '#config/payments'
import type { Fact } from '#plugins/payments/gateways/gateway'

export type PaymentFact = Extract<Fact, { payment: string }>

/**
 * Keeps what is true of payments. A fact that is known changes nothing, and facts about one thing add up to the same
 * whichever comes first: of two amounts the larger, of two outcomes the later, of two times the earlier counts.
 * @returns our ids of the payments that are touched
 */
export async function keepFacts(
  gateway: GatewayName,
  facts: readonly PaymentFact[]
): Promise<readonly string[]> {
  // Always in the same order, so that two at once never wait for each other in a circle.
  const names = [...new Set(facts.map(({ payment }) => payment))].toSorted()
  if (names.length === 0) return []
  return db.transaction(async (trx) => {
    const ids = new Map<string, string>()
    for (const name of names) ids.set(name, await touchPayment(trx, gateway, name))
    for (const fact of facts) {
      const id = ids.get(fact.payment)
      if (id !== undefined) await keepFact(trx, gateway, id, fact)
    }
    return [...ids.values()]
  })
}

/** Finds or makes the payment, and locks it. */
async function touchPayment(
  trx: TransactionClientContract,
  gateway: GatewayName,
  name: string
): Promise<string> {
  const [row] = await sql<{ id: string }>(
    `insert into payments_payments (gateway, provider_payment, unsettled_since, facts)
     values (:gateway, :name, now(), 1)
     on conflict (gateway, provider_payment) do update set
       unsettled_since = coalesce(payments_payments.unsettled_since, now()),
       facts = payments_payments.facts + 1
     returning id`,
    { gateway, name },
    trx
  )
  if (!row) throw new Error(`The payment ${name} was not kept`)
  return row.id
}

async function keepFact(
  trx: TransactionClientContract,
  gateway: GatewayName,
  paymentId: string,
  fact: PaymentFact
): Promise<void> {
  const about = { paymentId, gateway }
  switch (fact.kind) {
    case 'paid':
      return keepPaid(trx, paymentId, fact)
    case 'fraud_warned':
      await sql(
        `update payments_payments set fraud_warning = coalesce(fraud_warning, :warning) where id = :paymentId`,
        { paymentId, warning: fact.warning },
        trx
      )
      return
    case 'refunded': {
      const { refund: id, amount, at } = fact
      return keepReturn(trx, { ...about, kind: 'refund', id, amount, fee: 0n, told: at })
    }
    case 'refund_failed':
      return keepReturn(trx, {
        ...about,
        kind: 'refund',
        id: fact.refund,
        outcome: { name: 'failed', at: new Date() },
      })
    case 'disputed': {
      const { dispute: id, amount, fee, at } = fact
      return keepReturn(trx, { ...about, kind: 'dispute', id, amount, fee, told: at })
    }
    case 'dispute_won':
    case 'dispute_lost': {
      const name = fact.kind === 'dispute_won' ? 'won' : 'lost'
      const outcome = { name, at: fact.at } as const
      return keepReturn(trx, { ...about, kind: 'dispute', id: fact.dispute, outcome })
    }
  }
}

/** Once it is decided what a payment gives, another word about its amount comes too late. */
async function keepPaid(
  trx: TransactionClientContract,
  paymentId: string,
  fact: Extract<Fact, { kind: 'paid' }>
): Promise<void> {
  const { order, buyer } = fact
  await sql(
    `update payments_payments p set amount = :amount, currency = :currency,
       paid_at = least(p.paid_at, :at::timestamptz),
       order_ref = coalesce(:orderRef, p.order_ref),
       order_ref_ours = case when :orderRef::text is null then p.order_ref_ours else :ours end,
       payer_platform = coalesce(:platform, p.payer_platform),
       payer_platform_id = coalesce(:platformId, p.payer_platform_id),
       pack_id = coalesce(:packId, p.pack_id)
     where id = :paymentId and state <> 'credited'
       and not exists (select 1 from payments_moves m where m.payment_id = p.id)`,
    {
      paymentId,
      amount: fact.amount,
      currency: fact.currency,
      at: fact.at,
      orderRef: order === null ? null : 'id' in order ? order.id : order.providerOrder,
      ours: order !== null && 'id' in order,
      platform: buyer?.platform ?? null,
      platformId: buyer?.platformId ?? null,
      packId: fact.packId,
    },
    trx
  )
}

interface ReturnWord {
  paymentId: string
  gateway: GatewayName
  kind: 'refund' | 'dispute'
  /** The gateway's id of it. */
  id: string
  amount?: bigint | null
  fee?: bigint
  /** When it was told of; absent while only its outcome is known. */
  told?: Date
  outcome?: { name: 'failed' | 'won' | 'lost'; at: Date }
}

async function keepReturn(trx: TransactionClientContract, word: ReturnWord): Promise<void> {
  const { told, outcome } = word
  await sql(
    `insert into payments_returns as r
       (payment_id, gateway, provider_return, kind, amount, told_amount, fee, at, announced_at, outcome, outcome_at)
     values (:paymentId, :gateway, :id, :kind, :amount, :amount, :fee, :at, :told, :outcome, :outcomeAt)
     on conflict (gateway, provider_return) do update set
       told_amount = greatest(r.told_amount, excluded.told_amount),
       amount = coalesce(greatest(r.told_amount, excluded.told_amount), r.amount),
       fee = greatest(r.fee, excluded.fee),
       at = coalesce(least(r.announced_at, excluded.announced_at), least(r.at, excluded.at)),
       announced_at = least(r.announced_at, excluded.announced_at),
       outcome = case
         when excluded.outcome is null then r.outcome
         when r.outcome is null or excluded.outcome_at > r.outcome_at
           or (excluded.outcome_at = r.outcome_at and excluded.outcome = 'won') then excluded.outcome
         else r.outcome end,
       outcome_at = greatest(r.outcome_at, excluded.outcome_at)
     where r.payment_id = excluded.payment_id and r.kind = excluded.kind`,
    {
      paymentId: word.paymentId,
      gateway: word.gateway,
      id: word.id,
      kind: word.kind,
      amount: word.amount ?? null,
      fee: word.fee ?? 0n,
      at: told ?? outcome?.at ?? new Date(),
      told: told ?? null,
      outcome: outcome?.name ?? null,
      outcomeAt: outcome?.at ?? null,
    },
    trx
  )
}
