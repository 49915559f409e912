import { startDiscordEmulator } from '#tests/emulators/discord/index'
import { cleverCoach, EMULATOR_KEY, startOpenAiEmulator } from '#tests/emulators/openai/index'
import { startTelegramEmulator } from '#tests/emulators/telegram/index'
import { launch, startProgram } from '#tests/support/program'
import { scratchDatabase, type ScratchDatabase } from '#tests/support/scratch_database'

/** Whether a server is connected whose model calls tools, or the demo model speaks. */
export type CoachModel = 'demo' | 'tools'
export const MODELS: { model: CoachModel }[] = [{ model: 'demo' }, { model: 'tools' }]

type Cleanup = (undo: () => Promise<void>) => void

/** The settings that connect a model. */
export async function modelSettings(
  cleanup: Cleanup,
  model: CoachModel
): Promise<Readonly<Record<string, string>>> {
  if (model === 'demo') return {}
  const openai = await startOpenAiEmulator()
  openai.always(cleverCoach())
  cleanup(() => openai.close())
  return { OPENAI_API_KEY: EMULATOR_KEY, OPENAI_BASE_URL: openai.baseUrl }
}

/** The whole program as a process, with one platform in front and, if asked for, a model that calls tools. */
async function startProgramWith(
  cleanup: Cleanup,
  model: CoachModel,
  platform: Readonly<Record<string, string>>
) {
  const database = await scratchDatabase()
  cleanup(() => database.drop())
  const models = await modelSettings(cleanup, model)
  const env = { DATABASE_URL: database.url, ...platform, ...models }
  const program = await startProgram({ env })
  cleanup(async () => {
    await program.stop()
  })
  return {
    database,
    program,
    /** What `ledger:verify` says of the program's books; its report when it finds something. */
    async verify(): Promise<void> {
      const verify = await launch({ env, command: ['ledger:verify'] })
      if ((await verify.ended).code !== 0) throw new Error(verify.output())
    },
  }
}

export async function coachingOnTelegram(cleanup: Cleanup, model: CoachModel) {
  const telegram = await startTelegramEmulator()
  cleanup(() => telegram.close())
  const world = await startProgramWith(cleanup, model, {
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
  })
  return { telegram, ...world }
}

export async function coachingOnDiscord(cleanup: Cleanup, model: CoachModel) {
  const discord = await startDiscordEmulator()
  cleanup(() => discord.close())
  const world = await startProgramWith(cleanup, model, {
    DISCORD_BOT_TOKEN: discord.token,
    DISCORD_APPLICATION_ID: discord.applicationId,
    DISCORD_API_ROOT: discord.apiRoot,
  })
  return { discord, ...world }
}

const DAY_MS = 86_400_000

/** What the creator decides, in their own words, and which decision it is. */
export const decidedFor = (
  platform: string
): readonly (readonly [words: string, what: string])[] => [
  [`Let’s go with ${platform}.`, 'Platform'],
  ['The price is decided: 40 coins a month.', 'Price'],
  ['I decided: one tier and two rooms, a studio and an archive.', 'Structure'],
  [
    `We open on ${new Date(Date.now() + 20 * DAY_MS).toISOString().slice(0, 10)}, that is decided.`,
    'Opening day',
  ],
  ['Decided: every Tuesday a new exercise.', 'Rhythm'],
]

/** Who has ticked what, once the first member is in. */
export const TICKED = {
  house_rules: 'coach',
  set_price: 'coach',
  connect_space: 'live',
  green_preflight: 'live',
  create_tier: 'live',
  put_on_sale: 'live',
  first_member: 'live',
}

/** What is ticked of the one project, by whom. */
export async function ticksOf(database: ScratchDatabase): Promise<Record<string, string>> {
  const rows = await database.query<{ task: string; ticked_by: string }>(
    'select task, ticked_by from coach_ticks'
  )
  return Object.fromEntries(rows.map(({ task, ticked_by: by }) => [task, by]))
}
