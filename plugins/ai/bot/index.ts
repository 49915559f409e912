import type { BotModuleFactory } from '#app/plugin_kit/types'
import { modelsCommand } from '#plugins/ai/bot/models_command'
import type { LedgerService } from '#plugins/ledger/api'

const aiBot: BotModuleFactory = (context) => {
  const ledger: LedgerService = context.use('ledger')
  return {
    commands: [
      modelsCommand({
        ai: context.use('ai'),
        balanceOf: async (personId) => (await ledger.balance(personId)).available,
      }),
    ],
  }
}

export default aiBot
