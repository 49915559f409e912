import type { BotModuleFactory } from '#app/plugin_kit/types'
import { buyCommand } from '#plugins/payments/bot/buy'
import { paymentReturnedCommand } from '#plugins/payments/bot/payment_returned'
import { makeTill } from '#plugins/payments/bot/till'
import { starsCommands } from '#plugins/payments/gateways/stars/bot/index'
import {
  limitsCommand,
  limitsFormCommand,
  limitsSetCommand,
} from '#plugins/payments/limits/bot/limits_commands'
import { payoutNewsCommand } from '#plugins/payments/payouts/bot/payout_news'
import { earningsCommand, payOutCommand } from '#plugins/payments/payouts/bot/earnings_command'
import { receiptCommand, receiptsCommand } from '#plugins/payments/receipts/bot/receipt_commands'
import { servicesOf } from '#plugins/payments/services'
import { buyPackCommand, getCoinsCommand } from '#plugins/payments/shop/bot/commands'
import { supportCommands } from '#plugins/payments/support/bot/index'
import { topUpCommands } from '#plugins/payments/top_ups/bot/index'

const bot: BotModuleFactory = (context) => {
  const services = servicesOf(context)
  return {
    commands: [
      buyCommand(services),
      getCoinsCommand(services),
      buyPackCommand(services),
      paymentReturnedCommand(services),
      ...starsCommands(services),
      ...supportCommands(services),
      earningsCommand(services),
      payOutCommand(services),
      payoutNewsCommand,
      receiptsCommand,
      receiptCommand,
      ...topUpCommands(services),
      limitsCommand(services.ledger),
      limitsFormCommand(services.ledger),
      limitsSetCommand(services.ledger),
    ],
    till: makeTill(services),
  }
}

export default bot
