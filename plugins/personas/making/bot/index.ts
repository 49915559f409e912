import type { AnyBotCommand } from '#app/bot_kit/command'
import { createCommands } from '#plugins/personas/making/bot/create_commands'
import { editCommands } from '#plugins/personas/making/bot/edit_commands'
import { fileCommands } from '#plugins/personas/making/bot/file_commands'
import { loreCommands } from '#plugins/personas/making/bot/lore_commands'
import { shelfCommands } from '#plugins/personas/making/bot/shelf_commands'
import { voiceCommands } from '#plugins/personas/making/bot/voice_commands'
import type { ChatServices } from '#plugins/personas/services'

/** Making personas, in a conversation. */
export function makingCommands(services: ChatServices): readonly AnyBotCommand[] {
  return [
    ...createCommands(services.identity),
    ...editCommands(services),
    ...voiceCommands(services),
    ...loreCommands(services),
    ...shelfCommands(services),
    ...fileCommands(),
  ]
}
