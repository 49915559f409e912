import type { BotModuleFactory } from '#app/plugin_kit/types'
import { coachAgainCommand, coachCommand } from '#plugins/coach/bot/coach_command'
import { coachCostAlertCommand } from '#plugins/coach/bot/cost_alert_command'
import {
  coachDecideCommand,
  coachDecideFormCommand,
  coachDecisionsCommand,
  coachUndecideCommand,
} from '#plugins/coach/bot/decision_commands'
import { deedCommands } from '#plugins/coach/bot/deed_commands'
import { coachEndCommand } from '#plugins/coach/bot/end_command'
import {
  coachLeaveCommand,
  listenFor,
  listenToVoiceFor,
  overhear,
} from '#plugins/coach/bot/listening'
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
      coachAgainCommand(services),
      coachLeaveCommand,
      coachCostAlertCommand,
      coachTasksCommand(services),
      coachTaskCommand(services),
      coachTickCommand(services),
      coachDecisionsCommand(services),
      coachDecideFormCommand(services),
      coachDecideCommand(services),
      coachUndecideCommand(services),
      ...deedCommands(services),
      coachEndCommand(services),
      coachProfileCommand,
      coachProfileKeepCommand(services),
    ],
    listen: listenFor(services),
    listenToFile: listenToVoiceFor(services),
    overhear,
  }
}

export default bot
