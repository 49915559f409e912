import type { BotModuleFactory } from '#app/plugin_kit/types'
import { buyCommand } from '#plugins/payments/bot/buy'

const bot: BotModuleFactory = () => ({ commands: [buyCommand] })

export default bot
