import type { LoggerService } from '@adonisjs/core/types'
import type { BotRuntime } from '#app/bot_kit/frontend'
import type { DiscordApi } from '#bots/discord/api'
import { tryWhile } from '#bots/discord/attempts'
import { diffCommands, isEmpty, type CommandDiff } from '#bots/discord/commands/diff'
import { wantedCommands } from '#bots/discord/commands/wanted'

/**
 * Makes Discord's command list equal to the program's, in one write, and in none when it already is: a bot may make
 * only 200 commands a day (docs.discord.com/developers/interactions/application-commands).
 */
export async function syncCommands(services: {
  api: DiscordApi
  applicationId: string
  runtime: BotRuntime
  logger: LoggerService
  pausesMs: readonly number[]
}): Promise<CommandDiff> {
  const { api, applicationId, runtime, logger, pausesMs } = services
  const wanted = wantedCommands(runtime.commands(), runtime)
  const existing = await tryWhile(pausesMs, () => api.commands(applicationId))
  const diff = diffCommands(wanted, existing)
  if (!isEmpty(diff)) {
    await tryWhile(pausesMs, () => api.overwriteCommands(applicationId, wanted))
    logger.info(diff, 'Discord has the commands of this version')
  }
  return diff
}
