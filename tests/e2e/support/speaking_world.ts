import { TestVisitor } from '#bots/web/tests/support/visitor'
import { startDiscordEmulator } from '#tests/emulators/discord/index'
import { EMULATOR_KEY, startOpenAiEmulator } from '#tests/emulators/openai/index'
import { startTelegramEmulator } from '#tests/emulators/telegram/index'
import { startProgram } from '#tests/support/program'
import { scratchDatabase } from '#tests/support/scratch_database'

/** The whole program with models that see, hear and speak, and the outside world on loopback. */
export async function startSpeakingWorld(cleanup: (undo: () => Promise<void>) => void) {
  const database = await scratchDatabase()
  cleanup(() => database.drop())
  const [telegram, discord, openai] = await Promise.all([
    startTelegramEmulator(),
    startDiscordEmulator(),
    startOpenAiEmulator(),
  ])
  cleanup(async () => {
    TestVisitor.allLeave()
    await Promise.all([telegram.close(), discord.close(), openai.close()])
  })
  const env = {
    DATABASE_URL: database.url,
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    DISCORD_BOT_TOKEN: discord.token,
    DISCORD_APPLICATION_ID: discord.applicationId,
    DISCORD_API_ROOT: discord.apiRoot,
    OPENAI_API_KEY: EMULATOR_KEY,
    OPENAI_BASE_URL: openai.baseUrl,
    IMAGE_MODEL: 'gpt-image-2.5-flare',
    TRANSCRIPTION_MODEL: 'gpt-transcribe',
    SPEECH_MODEL: 'gpt-4o-mini-tts',
    SPEECH_VOICES: 'coral,ash',
  }
  const program = await startProgram({ env, readyWhen: /Models +connected/ })
  cleanup(async () => {
    await program.stop()
  })
  await database.query(
    `update personas_personas set voice = 'coral', updated_at = clock_timestamp() where slug = 'luna'`
  )
  return { telegram, discord, openai, program, database }
}

/** Somebody with a browser who has signed up. */
export async function signedUp(url: string, name: string): Promise<TestVisitor> {
  const visitor = new TestVisitor({}, url)
  await visitor.get('/sign-up')
  const joined = await visitor.postForm('/sign-up', {
    name,
    email: `${name.toLowerCase()}@example.com`,
    password: 'a long enough one',
    terms: '1',
  })
  if (joined.headers.get('location') !== '/chat') throw new Error(`${name} could not sign up`)
  await visitor.listen()
  return visitor
}
