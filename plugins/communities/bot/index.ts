import type { BotModuleFactory } from '#app/plugin_kit/types'
import { accessCommands } from '#plugins/communities/access/bot/index'
import { openHereLink } from '#plugins/communities/access/bot/refused_command'
import { buyingCommands } from '#plugins/communities/buying/bot/index'
import { connectingCommands } from '#plugins/communities/connecting/bot/index'
import { makeSpaceListener } from '#plugins/communities/connecting/listener'
import { everydayCommands } from '#plugins/communities/everyday/bot/index'
import { openGiftLink } from '#plugins/communities/gifts/bot/gift_commands'
import { lifecycleCommands } from '#plugins/communities/lifecycle/bot/index'
import { joinCommands, openJoinLink } from '#plugins/communities/shop/bot/join_command'
import { tierCommands } from '#plugins/communities/tiers/bot/index'
import { receivePicture } from '#plugins/communities/tiers/bot/picture_commands'
import { servicesOf } from '#plugins/communities/services'

const bot: BotModuleFactory = (context) => {
  const services = servicesOf(context)
  const personas = context.use('personas')
  return {
    commands: [
      ...buyingCommands(services),
      ...lifecycleCommands(services),
      ...accessCommands(services),
      ...connectingCommands(services),
      ...tierCommands(services, personas),
      ...joinCommands(personas),
      ...everydayCommands(services, context.use('moderation')),
    ],
    spaces: makeSpaceListener(services),
    receiveFile: receivePicture(services.moderation, personas),
    openLink: async (ctx, word) =>
      (await openGiftLink(ctx, word)) ??
      (await openHereLink(ctx, word)) ??
      openJoinLink(personas)(ctx, word),
  }
}

export default bot
