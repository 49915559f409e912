import type { BotModuleFactory } from '#app/plugin_kit/types'
import { balanceCommand } from '#plugins/ledger/bot/balance'
import { historyCommand } from '#plugins/ledger/bot/history'

const bot: BotModuleFactory = (context) => {
  const ledger = context.use('ledger')
  return { commands: [balanceCommand(ledger), historyCommand(ledger)] }
}

export default bot
