import type { JobModule } from '#app/plugin_kit/types'
import { findPurchase } from '#plugins/communities/buying/queries/find_purchase'
import { BUYER_NEWS } from '#plugins/communities/buying/tell_buyer'

/** Tells a buyer what became of a purchase, where they bought. */
const job: JobModule =
  ({ identity, messenger }) =>
  async ({ topic, payload, key }) => {
    const news = BUYER_NEWS.find((one) => one === payload.news)
    const purchase = await findPurchase(String(payload.purchaseId))
    if (!purchase || !news) throw new Error(`${topic} does not say what to tell`)
    // Somebody who was deleted meanwhile is not told.
    const person = await identity.findPerson(purchase.person_id)
    if (!person) return
    const accounts = await identity.accountsOf(person.id)
    const account = accounts.find(({ id }) => id === purchase.account_id)
    await messenger.say({
      key: `buyer:${key}`,
      to: account ? { account } : { personId: person.id },
      invocation: { command: 'purchase_news', options: { purchase: purchase.id, news } },
    })
  }

export default job
