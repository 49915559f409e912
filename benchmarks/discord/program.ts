/**
 * The program's process: all of it behind discord.js, without Discord's own limit on requests per second. It makes
 * rich people of the accounts that it is told.
 */
import { obey } from '../support/being_measured.js'
import { bootProgram, enrich } from '../support/program.js'

const app = await bootProgram({ demo: true })
const { default: settings } = await import('#config/discord')
const { discordFrontend } = await import('#bots/discord/frontend')
const { context } = await app.container.make('bots')
await discordFrontend({ ...settings, globalRequestsPerSecond: Infinity })(context).start()

obey(async (platformIds: readonly string[]) => {
  await enrich(app, 'discord', platformIds)
  return null
})
