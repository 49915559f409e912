import type { BotModuleFactory } from '#app/plugin_kit/types'
import { againCommand } from '#plugins/personas/bot/commands/again'
import { answerCommand } from '#plugins/personas/bot/commands/answer'
import { joinCommand } from '#plugins/personas/bot/commands/join'
import {
  modelCommand,
  otherModelCommand,
  useModelCommand,
} from '#plugins/personas/bot/commands/model'
import { personasCommand } from '#plugins/personas/bot/commands/personas'
import { resetCommand, resetNowCommand } from '#plugins/personas/bot/commands/reset'
import { startCommand } from '#plugins/personas/bot/commands/start'
import { stopCommand } from '#plugins/personas/bot/commands/stop'
import { talkCommand } from '#plugins/personas/bot/commands/talk'
import { converseWith } from '#plugins/personas/bot/converse'
import { chatServices } from '#plugins/personas/services'

/** Paid chat on every frontend. */
const personasBot: BotModuleFactory = (context) => {
  const services = chatServices(context)
  return {
    commands: [
      startCommand(services),
      joinCommand(services),
      personasCommand(),
      talkCommand(services),
      stopCommand(),
      againCommand(services),
      resetCommand(services),
      resetNowCommand(services),
      modelCommand(services),
      otherModelCommand(services),
      useModelCommand(services),
      answerCommand(services),
    ],
    converse: converseWith(services),
  }
}

export default personasBot
