import type { Words } from '#app/bot_kit/wording'
import type { BookedLeg, BookedTransfer } from '#plugins/ledger/api'
import type { WholePayment } from '#plugins/payments/admin/queries/whole_payment'
import { timeOf } from '#app/web_kit/address'
import { moneyInWords } from '#app/support/money'
import type { PaymentRow, ReturnRow } from '#plugins/payments/settling/payment'

export const PAYMENT_TONES: Readonly<Record<PaymentRow['state'], string>> = {
  pending: 'wait',
  unmatched: 'bad',
  mismatched: 'bad',
  credited: 'good',
}

/** One payment, in words of a language. */
export function paymentPage(words: Words, whole: WholePayment) {
  const { payment, order } = whole
  const money = moneyOf(words, payment.currency)
  const at = (time: Date | null) => (time ? timeOf(time, words.locale).words : null)
  const facts: readonly (readonly [name: string, value: string | null])[] = [
    ['gateway', payment.gateway],
    ['gateway_id', payment.provider_payment],
    ['amount', payment.amount === null ? null : money(payment.amount)],
    ['tax', payment.tax === null ? null : money(payment.tax)],
    ['gateway_fee', payment.gateway_fee === null ? null : money(payment.gateway_fee)],
    ['coins', payment.coins === null ? null : words.coins(payment.coins)],
    ['bonus', payment.bonus ? words.coins(payment.bonus) : null],
    ['pack', payment.pack_id],
    ['seller', order?.sold ?? null],
    ['person', [whole.payer, payment.person_id].filter(Boolean).join(' · ') || null],
    [
      'payer',
      payment.payer_platform_id && `${payment.payer_platform}:${payment.payer_platform_id}`,
    ],
    ['order', order && [order.id, order.providerOrder].filter(Boolean).join(' · ')],
    ['receipt', payment.receipt],
    ['warning', payment.fraud_warning],
    ['paid_at', at(payment.paid_at)],
    ['credited_at', at(payment.credited_at)],
    ['known_at', at(payment.created_at)],
  ]
  return {
    id: payment.id,
    heading: payment.receipt ?? payment.provider_payment,
    stateWord: words.t(`payments.admin.states.${payment.state}`),
    stateText: words.t(`payments.admin.state_text.${payment.state}`),
    tone: PAYMENT_TONES[payment.state],
    credited: payment.state === 'credited',
    facts: facts.flatMap(([name, value]) =>
      value ? [{ name: words.t(`payments.admin.fact.${name}`), value }] : []
    ),
    returns: whole.returns.map((one) => returnLine(words, money, one)),
    refunds: whole.refunds.map((one) => ({
      amount: one.amount === null ? words.t('payments.admin.all_left') : money(one.amount),
      by: one.askedBy,
      reason: one.reason,
      state: words.t(`payments.admin.refund_state.${one.state}`),
      refusal: one.refusal,
      at: timeOf(one.createdAt, words.locale),
    })),
    transfers: whole.transfers.map((one) => transferTable(words, one)),
  }
}

const moneyOf = (words: Words, currency: string | null) => (amount: bigint) =>
  currency ? moneyInWords(amount, currency, words) : amount.toString()

function returnLine(words: Words, money: (amount: bigint) => string, one: ReturnRow) {
  return {
    kind: words.t(`payments.admin.return.${one.kind}`),
    id: one.provider_return,
    amount: one.amount === null ? words.t('payments.admin.all_left') : money(one.amount),
    fee: one.fee > 0n ? money(one.fee) : null,
    state: words.t(`payments.admin.return_state.${one.state}`),
    at: one.announced_at && timeOf(one.announced_at, words.locale),
  }
}

/** A transfer with all of its legs: coins and money. */
function transferTable(words: Words, { transferId, key, at, memo, legs }: BookedTransfer) {
  return {
    id: transferId,
    key,
    memo: words.t(memo.key, memo.data),
    at: timeOf(at, words.locale),
    legs: legs.map((leg) => ({
      account: accountOf(leg),
      commodity: leg.commodity,
      amount:
        leg.commodity === 'COIN'
          ? words.coins(leg.amount)
          : moneyInWords(leg.amount, leg.commodity, words),
    })),
  }
}

/** As the ledger's own commands name it: `system gateway_stripe`, `wallet purchased 0190…`. */
const accountOf = ({ account, name, bucket, personId }: BookedLeg): string =>
  [account, name, bucket, personId].filter(Boolean).join(' ')
