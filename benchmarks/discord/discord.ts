/** The program behind discord.js; see {@link benchBot}. */
import { startDiscordProcess, type DiscordProcess } from '#tests/emulators/discord/process'
import type { BenchResult } from '../result.js'
import { benchBot, ENDING, type BotBench } from '../support/bots.js'

const ROUND_MS = 700

const bench: BotBench<DiscordProcess> = {
  name: 'Discord',
  library: 'discord.js',
  start: startDiscordProcess,
  environment: ({ apiRoot, token }) => ({ DISCORD_API_ROOT: apiRoot, DISCORD_BOT_TOKEN: token }),
  bare: new URL('bare_bot.ts', import.meta.url),
  program: new URL('program.ts', import.meta.url),
  async prepare(bare, program) {
    await Promise.all([bare.ready('terms'), program.ready('terms')])
  },
  meet: (program) => program.meet('luna'),
  command: (platform) => platform.commands('terms', ROUND_MS),
  talk: (program) => program.talk(ROUND_MS, ENDING),
  roundMs: ROUND_MS,
  rounds: 7,
}

/** @param databaseUrl an empty database whose commits are durable */
export function benchDiscord(databaseUrl: string): Promise<BenchResult[]> {
  return benchBot(bench, databaseUrl)
}
