import type { BotModuleFactory } from '#app/plugin_kit/types'
import { coachCommand } from '#plugins/coach/bot/coach_command'
import {
  coachDecideCommand,
  coachDecideFormCommand,
  coachDecisionsCommand,
  coachUndecideCommand,
} from '#plugins/coach/bot/decision_commands'
import { coachEndCommand } from '#plugins/coach/bot/end_command'
import { coachProfileCommand, coachProfileKeepCommand } from '#plugins/coach/bot/profile_commands'
import {
  coachTaskCommand,
  coachTasksCommand,
  coachTickCommand,
} from '#plugins/coach/bot/task_commands'
import { servicesOf } from '#plugins/coach/services'

const bot: BotModuleFactory = (context) => {
  const services = servicesOf(context)
  return {
    commands: [
      coachCommand(services),
      coachTasksCommand(services),
      coachTaskCommand(services),
      coachTickCommand(services),
      coachDecisionsCommand(services),
      coachDecideFormCommand(services),
      coachDecideCommand(services),
      coachUndecideCommand(services),
      coachEndCommand(services),
      coachProfileCommand,
      coachProfileKeepCommand,
    ],
  }
}

export default bot
