import type { BaseCommand } from '@adonisjs/core/ace'
import type { Frontend } from '#app/bot_kit/inbound'
import { shutDownWithin } from '#start/shutdown'

/** Runs one frontend until the process is told to stop; without its token there is nothing to run. */
export async function startFrontend(
  command: BaseCommand,
  name: Frontend,
  tokenVariable: string
): Promise<void> {
  shutDownWithin(command.app)
  const bots = await command.app.container.make('bots')
  if (await bots.spread(name)) {
    command.logger.info(`The ${name} bot runs in processes of its own`)
    return
  }
  await bots.start([name])
  if (bots.status()[name] === 'off') {
    command.logger.error(`The ${name} bot has no token: set ${tokenVariable} and start again`)
    command.exitCode = 1
    await command.terminate()
    return
  }
  command.logger.info(`The ${name} bot is running`)
}
