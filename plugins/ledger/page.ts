import type { PageModuleFactory } from '#app/plugin_kit/types'

/** What the head of every page shows of a wallet. */
const page: PageModuleFactory = (context) => ({
  balance: async (personId) => (await context.use('ledger').balance(personId)).available,
})

export default page
