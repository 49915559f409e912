import type { AnyBotCommand } from '#app/bot_kit/command'
import { imagineCommand } from '#plugins/personas/pictures/bot/imagine'
import {
  drawPictureCommand,
  pictureAgainCommand,
  pictureChangesCommand,
  pictureModelCommand,
  pictureRedrawCommand,
} from '#plugins/personas/pictures/bot/picture_commands'
import {
  picturesCommand,
  showPictureCommand,
} from '#plugins/personas/pictures/bot/pictures_command'
import type { ChatServices } from '#plugins/personas/services'

/** Everything that can be said and pressed about pictures. */
export const pictureCommands = (services: ChatServices): AnyBotCommand[] => [
  imagineCommand(services),
  picturesCommand(),
  showPictureCommand(services),
  drawPictureCommand(services),
  pictureModelCommand(services),
  pictureAgainCommand(services),
  pictureChangesCommand(services),
  pictureRedrawCommand(services),
]
