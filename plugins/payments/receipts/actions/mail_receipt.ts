import i18nManager from '@adonisjs/i18n/services/main'
import { Wording } from '#app/bot_kit/wording'
import type { PaymentsServices } from '#plugins/payments/services'
import { sendMailOnce } from '#plugins/payments/receipts/actions/send_mail_once'
import { mailBody } from '#plugins/payments/receipts/mail_words'
import { receiptOfPayment } from '#plugins/payments/receipts/queries/find_receipt'
import type { Receipt, ReceiptReturn } from '#plugins/payments/receipts/receipt'
import {
  amountIn,
  coinsIn,
  receiptLines,
  receiptUrl,
  type Say,
} from '#plugins/payments/receipts/receipt_words'

/** Mails the receipt of a payment, once; nothing where no address is known or the person is gone. */
export async function mailReceipt(
  services: Pick<PaymentsServices, 'identity'>,
  paymentId: string
): Promise<void> {
  const receipt = await receiptOfPayment(paymentId)
  const reader = receipt && (await readerOf(services, receipt))
  if (!receipt || !reader) return
  const say = new Wording(i18nManager).in(reader.locale)
  await sendMailOnce({
    key: `receipt:${paymentId}`,
    to: reader.email,
    subject: say.t('payments.receipts.mail.subject', { number: receipt.number }),
    ...mailBody(say, {
      lead:
        receipt.sale === null
          ? say.t('payments.receipts.mail.lead', { coins: coinsIn(say, receipt) })
          : say.t('payments.sales.mail.lead', { title: receipt.sale }),
      footer: footerOf(say, receipt),
      lines: receiptLines(say, receipt),
      url: receiptUrl(receipt.number),
      link: say.t('payments.receipts.mail.open'),
    }),
  })
}

/** Mails that money of a payment went back, or that a dispute was won and the coins are there again. */
export async function mailReturn(
  services: Pick<PaymentsServices, 'identity'>,
  about: { paymentId: string; returnId: string; change: 'taken' | 'given' }
): Promise<void> {
  const receipt = await receiptOfPayment(about.paymentId)
  const reader = receipt && (await readerOf(services, receipt))
  if (!receipt || !reader) return
  const say = new Wording(i18nManager).in(reader.locale)
  const returned = receipt.returns.find(({ id }) => id === about.returnId)
  // It was undone meanwhile: another mail says so.
  if (about.change === 'taken' && !returned) return
  await sendMailOnce({
    key: `return:${about.returnId}:${about.change}`,
    to: reader.email,
    subject: say.t(
      receipt.sale !== null && about.change === 'given'
        ? 'payments.sales.mail.given_subject'
        : `payments.receipts.mail.${about.change}_subject`,
      { number: receipt.number }
    ),
    ...mailBody(say, {
      lead: returnLead(say, receipt, returned),
      footer: footerOf(say, receipt),
      lines: receiptLines(say, receipt),
      url: receiptUrl(receipt.number),
      link: say.t('payments.receipts.mail.open'),
    }),
  })
}

function returnLead(say: Say, receipt: Receipt, returned: ReceiptReturn | undefined): string {
  const amount = returned ? amountIn(say, receipt, returned.amount) : ''
  return receipt.sale === null
    ? say.t(`payments.receipts.mail.${returned?.kind ?? 'coins'}_lead`, { amount })
    : say.t(`payments.sales.mail.${returned?.kind ?? 'given'}_lead`, {
        amount,
        title: receipt.sale,
      })
}

const footerOf = (say: Say, { sale }: Receipt): string =>
  say.t(sale === null ? 'payments.receipts.mail.footer' : 'payments.sales.mail.footer')

/** Who reads it, where and in which language. An order without an address goes to the person's own. */
async function readerOf(
  { identity }: Pick<PaymentsServices, 'identity'>,
  { personId, email, locale }: Receipt
): Promise<{ email: string; locale: string | undefined } | null> {
  const person = await identity.findPerson(personId)
  if (!person) return null
  const accounts = await identity.accountsOf(person.id)
  const own = accounts.find(({ platform }) => platform === 'email')?.platformId
  const to = email ?? own
  return to ? { email: to, locale: locale ?? person.locale ?? undefined } : null
}
