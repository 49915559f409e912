import type { JobModule } from '#app/plugin_kit/types'
import { findReturn } from '#plugins/payments/queries/find_return'
import { followUp } from '#plugins/payments/receipts/follow'

/** A refund or dispute took coins back, or gave them again: the person is told where they bought them. */
const tellReturned: JobModule = (context) => async (job) => {
  const { returnId, change } = job.payload
  if (typeof returnId !== 'string' || (change !== 'taken' && change !== 'given')) {
    throw new Error(`${job.topic} does not say what went back`)
  }
  await followUp(context, job, ['payments.mail_return'])
  const found = await findReturn(returnId)
  // Somebody who was deleted meanwhile is not told.
  const person = found?.personId ? await context.identity.findPerson(found.personId) : null
  if (!found || !person) return
  const accounts = await context.identity.accountsOf(person.id)
  const account = accounts.find(({ id }) => id === found.accountId)
  await context.messenger.say({
    key: `returned:${returnId}:${change}`,
    to: account ? { account } : { personId: person.id },
    invocation: { command: 'payment_returned', options: { return: returnId, change } },
  })
}

export default tellReturned
