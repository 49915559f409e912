import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { startDiscordEmulator } from '#tests/emulators/discord/index'
import { startOpenAiEmulator } from '#tests/emulators/openai/index'
import { startTelegramEmulator } from '#tests/emulators/telegram/index'
import { startProgram } from '#tests/support/program'

/** The program has as long as it needs on a busy machine; each wait below has a deadline of its own. */
const TIMEOUT_MS = 180_000

/** The whole program on an embedded database of its own, with the outside world on loopback. */
async function startWorld(cleanup: (undo: () => Promise<void>) => void) {
  const dataDir = await mkdtemp(join(tmpdir(), 'greenroom-e2e-'))
  cleanup(() => rm(dataDir, { recursive: true, force: true }))
  await chmod(dataDir, 0o755)
  const [telegram, discord, openai] = await Promise.all([
    startTelegramEmulator(),
    startDiscordEmulator(),
    startOpenAiEmulator(),
  ])
  cleanup(async () => {
    await Promise.all([telegram.close(), discord.close(), openai.close()])
  })
  const env = {
    DATABASE_URL: undefined,
    DATA_DIR: dataDir,
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    DISCORD_BOT_TOKEN: discord.token,
    DISCORD_APPLICATION_ID: discord.applicationId,
    DISCORD_API_ROOT: discord.apiRoot,
    OPENAI_API_KEY: 'sk-emulator',
    OPENAI_BASE_URL: openai.baseUrl,
  }
  const program = await startProgram({ env, readyWhen: /Models +connected/ })
  cleanup(async () => {
    await program.stop()
  })
  return { telegram, discord, openai }
}

test.group('Rooms, the whole program', () => {
  test('two personas in a Telegram group and in a Discord channel: who is replied to answers', async ({
    assert,
    cleanup,
  }) => {
    const { telegram, discord, openai } = await startWorld(cleanup)
    const answer = (text: string) => openai.script({ kind: 'answer', text, chunks: 6 })

    // Telegram: an administrator binds two personas, somebody else may not.
    const [ana, ben] = [telegram.person({ name: 'Ana' }), telegram.person({ name: 'Ben' })]
    const group = telegram.group('Stargazers', [ana, ben])
    group.roll.promote(ana.wire)
    const saidInGroup = (words: string) =>
      telegram.until(words, () =>
        group.fromBot.findLast((message) => message.text?.includes(words) === true)
      )
    for (const person of [ana, ben]) {
      person.says('/start')
      await person.hears('50 coins')
    }
    const bot = `@${telegram.me.username ?? ''}`
    ben.says(`/bind${bot} luna`, { in: group })
    await saidInGroup('Only those who manage this room')
    ana.says(`/bind${bot} luna`, { in: group })
    await saidInGroup('Luna lives here now')
    ana.says(`/bind${bot} bolt`, { in: group })
    await saidInGroup('BOLT-7 lives here now')

    ana.says(`${bot} Luna, good evening`, { in: group })
    answer('The sky is clear, Ana.')
    await saidInGroup('2 coins')
    await ana.presses('Yes', group)
    const luna = await saidInGroup('The sky is clear')
    ana.says(`${bot} Bolt, status?`, { in: group })
    await saidInGroup('BOLT-7 would love to answer')
    answer('All systems nominal.')
    await ana.presses('Yes', group)
    await saidInGroup('All systems nominal')
    answer('Saturn is up, too.')
    ana.says('And what is that one?', { in: group, replyTo: luna })
    const reply = await saidInGroup('Saturn is up')
    assert.include(reply.text, 'Luna')

    // Discord: the same by mention, and a reply to the webhook's message of a persona.
    const cara = discord.player('cara')
    const channel = discord.channel(discord.guild())
    await discord.until('commands', () => discord.world.commands.length > 0)
    await cara.slash(cara.dm, 'start').answer()
    await cara.slash(channel, 'bind', { name: 'luna' }).answer()
    await cara.slash(channel, 'bind', { name: 'bolt' }).answer()
    const heard = (words: string) =>
      discord.heard(channel, ({ content, embeds }) =>
        (content + JSON.stringify(embeds)).includes(words)
      )
    cara.says(channel, 'Luna, hello', { mention: true })
    const first = await heard('Luna would love to answer')
    answer('Hello from the dome, Cara.')
    cara.presses(first, 'Yes, 2 coins a reply')
    const dome = await heard('Hello from the dome')
    cara.says(channel, 'Bolt, hello', { mention: true })
    const second = await heard('BOLT-7 would love to answer')
    answer('Greetings, unit Cara.')
    cara.presses(second, 'Yes, 2 coins a reply')
    await heard('Greetings, unit Cara')
    answer('I said it softly.')
    cara.says(channel, 'What did you say?', { mention: true, replyTo: dome })
    const soft = await heard('I said it softly')
    assert.equal(soft.author.username, dome.author.username)
  }).timeout(TIMEOUT_MS)
})
