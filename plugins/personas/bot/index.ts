import type { ReceiveFile } from '#app/bot_kit/command'
import type { BotModuleFactory } from '#app/plugin_kit/types'
import { againCommand } from '#plugins/personas/bot/commands/again'
import { answerCommand } from '#plugins/personas/bot/commands/answer'
import {
  chatForgetCommand,
  chatForgetNowCommand,
  chatsCommand,
} from '#plugins/personas/bot/commands/chats'
import { editCommand, editNowCommand } from '#plugins/personas/bot/commands/edit'
import { joinCommand } from '#plugins/personas/bot/commands/join'
import {
  memoryChangeCommand,
  memoryForgetCommand,
  memoryOpenCommand,
} from '#plugins/personas/bot/commands/change_memory'
import { memoryCommand, memoryWriteCommand } from '#plugins/personas/bot/commands/memory'
import {
  modelCommand,
  otherModelCommand,
  useModelCommand,
} from '#plugins/personas/bot/commands/model'
import { personasCommand } from '#plugins/personas/bot/commands/personas'
import { pinCommand } from '#plugins/personas/bot/commands/pin'
import { resetCommand, resetNowCommand } from '#plugins/personas/bot/commands/reset'
import { startCommand } from '#plugins/personas/bot/commands/start'
import { stopCommand } from '#plugins/personas/bot/commands/stop'
import { talkCommand } from '#plugins/personas/bot/commands/talk'
import { converseWith } from '#plugins/personas/bot/converse'
import { pictureCommands } from '#plugins/personas/pictures/bot/index'
import { studioCommand } from '#plugins/personas/studio/bot/studio_command'
import { bindCommand, unbindCommand } from '#plugins/personas/rooms/bot/bind'
import { sceneCommand, sceneNowCommand } from '#plugins/personas/rooms/bot/scene'
import { receiveCreatorFile } from '#plugins/personas/making/bot/file_commands'
import { makingCommands } from '#plugins/personas/making/bot/index'
import { knowledgeCommands } from '#plugins/personas/knowledge/bot/knowledge_commands'
import { receiveKnowledge } from '#plugins/personas/knowledge/bot/receive_knowledge'
import { receiveVoice } from '#plugins/personas/voice/bot/receive_voice'
import { hearCommand, voiceCommand } from '#plugins/personas/voice/bot/voice_commands'
import { reportCommand, reportSendCommand } from '#plugins/personas/safety/report/report_command'
import { chatServices } from '#plugins/personas/services'

/** Who has a use for a file that was sent is asked in order; the first that answers has it. */
const firstOf =
  (receivers: readonly ReceiveFile[]): ReceiveFile =>
  async (ctx, file, text) => {
    for (const receive of receivers) {
      const reply = await receive(ctx, file, text)
      if (reply) return reply
    }
    return null
  }

/** Paid chat on every frontend. */
const personasBot: BotModuleFactory = (context) => {
  const services = chatServices(context)
  const converse = converseWith(services)
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
      editCommand(services),
      editNowCommand(services),
      chatsCommand(),
      chatForgetCommand(),
      chatForgetNowCommand(),
      pinCommand(services),
      memoryCommand(services),
      memoryWriteCommand(),
      memoryOpenCommand(),
      memoryChangeCommand(services),
      memoryForgetCommand(),
      reportCommand(services),
      reportSendCommand(services),
      bindCommand(),
      unbindCommand(),
      sceneCommand(services),
      sceneNowCommand(services),
      studioCommand(services),
      ...makingCommands(services),
      ...knowledgeCommands(context),
      ...pictureCommands(services),
      voiceCommand(services),
      hearCommand(services),
    ],
    converse,
    receiveFile: firstOf([
      receiveCreatorFile(services),
      receiveKnowledge,
      receiveVoice(services, converse),
    ]),
  }
}

export default personasBot
