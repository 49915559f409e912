import type { PaymentsServices } from '#plugins/payments/services'
import { receiptOfPayment } from '#plugins/payments/receipts/queries/find_receipt'

/** Says where it was bought that the coins are there, once; where that account is gone, wherever the person is reached. */
export async function sayReceipt(
  { identity, messenger }: Pick<PaymentsServices, 'identity' | 'messenger'>,
  paymentId: string
): Promise<void> {
  const receipt = await receiptOfPayment(paymentId)
  const person = receipt && (await identity.findPerson(receipt.personId))
  if (!receipt || !person) return
  const accounts = await identity.accountsOf(person.id)
  const account = accounts.find(({ id }) => id === receipt.accountId)
  await messenger.say({
    key: `receipt:${paymentId}`,
    to: account ? { account } : { personId: person.id },
    invocation: { command: 'receipt', options: { number: receipt.number } },
  })
}
