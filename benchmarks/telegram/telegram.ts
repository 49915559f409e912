/** The program behind grammY; see {@link benchBot}. */
import { startTelegramProcess, type TelegramProcess } from '#tests/emulators/telegram/process'
import type { BenchResult } from '../result.js'
import { benchBot, ENDING, FANS, type BotBench } from '../support/bots.js'

const ROUND_MS = 1_500

const bench: BotBench<TelegramProcess> = {
  name: 'Telegram',
  library: 'grammY runner',
  start: startTelegramProcess,
  environment: ({ apiRoot, token }) => ({
    TELEGRAM_API_ROOT: apiRoot,
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_MODE: 'polling',
  }),
  bare: new URL('bare_bot.ts', import.meta.url),
  program: new URL('program.ts', import.meta.url),
  meet: (program) => program.meet('/talk luna', 'Yes'),
  command: (platform) =>
    platform.talk({ people: FANS, text: '/terms', ending: '', forMs: ROUND_MS }),
  talk: (program) =>
    program.talk({ people: FANS, text: 'Tell me more', ending: ENDING, forMs: ROUND_MS }),
  roundMs: ROUND_MS,
  rounds: 5,
}

/** @param databaseUrl an empty database whose commits are durable */
export function benchTelegram(databaseUrl: string): Promise<BenchResult[]> {
  return benchBot(bench, databaseUrl)
}
