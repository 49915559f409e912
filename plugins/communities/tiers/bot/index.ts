import type { AnyBotCommand } from '#app/bot_kit/command'
import { paidLinkCommands } from '#plugins/communities/paid_there/bot/paid_link_commands'
import { codesCommands } from '#plugins/communities/codes/bot/codes_commands'
import type { CommunitiesServices } from '#plugins/communities/services'
import { doorCommands } from '#plugins/communities/tiers/bot/door_commands'
import { editCommands } from '#plugins/communities/tiers/bot/edit_commands'
import { personaCommands } from '#plugins/communities/tiers/bot/persona_commands'
import { pictureCommands } from '#plugins/communities/tiers/bot/picture_commands'
import { saleCommands } from '#plugins/communities/tiers/bot/sale_commands'
import { tiersCommands } from '#plugins/communities/tiers/bot/tiers_commands'
import type { PersonasService } from '#plugins/personas/api'

/** Everything that a creator does with tiers and codes. */
export const tierCommands = (
  services: CommunitiesServices,
  personas: PersonasService
): AnyBotCommand[] => [
  ...tiersCommands(services.moderation, personas),
  ...editCommands(services, personas),
  ...saleCommands(services, personas),
  ...doorCommands(services),
  ...personaCommands(services, personas),
  ...pictureCommands(),
  ...codesCommands(services.moderation),
  ...paidLinkCommands(services, personas),
]
