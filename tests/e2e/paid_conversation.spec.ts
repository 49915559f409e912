import { execFile } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { test } from '@japa/runner'
import { APP_ROOT } from '#start/root'
import { startDiscordEmulator } from '#tests/emulators/discord/index'
import { startOpenAiEmulator } from '#tests/emulators/openai/index'
import { startTelegramEmulator } from '#tests/emulators/telegram/index'
import { bareEnvironment } from '#tests/support/environment'
import { startProgram } from '#tests/support/program'

const run = promisify(execFile)

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
  return { telegram, discord, openai, program, ace: aceOf(env) }
}

/** An ace command beside the running program, on the same settings; gives what it printed on stdout. */
function aceOf(env: Readonly<Record<string, string | undefined>>) {
  return async (...args: string[]): Promise<string> => {
    const folder = fileURLToPath(APP_ROOT)
    const all = { ...bareEnvironment(), NODE_ENV: 'production', ...env }
    const known = Object.entries(all).filter(([, value]) => value !== undefined)
    const { stdout } = await run(process.execPath, [join(folder, 'ace.js'), ...args], {
      cwd: folder,
      env: Object.fromEntries(known),
      maxBuffer: 16 * 1024 * 1024,
    })
    return stdout
  }
}

/** What the journal says of each ledger account, from its amounts alone. */
function balancesOf(csv: string): Map<string, bigint> {
  const [, ...lines] = csv.trim().split('\n')
  const balances = new Map<string, bigint>()
  for (const line of lines) {
    const [, , , account = '', commodity = '', amount = ''] = line.split(',')
    const [whole = '0', fraction = ''] = amount.replace('-', '').split('.')
    const size = BigInt(whole) * 1000n + BigInt(fraction.padEnd(3, '0'))
    const name = `${account} ${commodity}`
    balances.set(name, (balances.get(name) ?? 0n) + (amount.startsWith('-') ? -size : size))
  }
  return balances
}

/** The fields of `ledger:balance --json` that matter here. */
function asWallet(found: unknown): { personId: string; available: string; held: string } {
  const field = (name: string): string => {
    const value: unknown =
      found !== null && typeof found === 'object' ? Reflect.get(found, name) : null
    if (typeof value !== 'string' && typeof value !== 'number') throw new Error(`No ${name}`)
    return String(value)
  }
  return { personId: field('personId'), available: field('available'), held: field('held') }
}

test.group('The whole program', () => {
  test('fans on Telegram and Discord pay by the reply, and the books agree to the millicoin', async ({
    assert,
    cleanup,
  }) => {
    const { telegram, discord, openai, program, ace } = await startWorld(cleanup)
    assert.match(program.output(), /Telegram bot +running\n +Discord bot +running/)

    // Telegram: joins, hears the price, pays; a model that dies half-way costs nothing.
    const ana = telegram.person({ name: 'Ana' })
    ana.says('/start luna')
    await ana.hears('50 coins')
    openai.script({
      kind: 'answer',
      text: 'Good evening, Ana. The sky is clear tonight.',
      chunks: 9,
    })
    ana.says('Good evening!')
    await ana.hears('2 coins')
    await ana.presses('Yes')
    await ana.hears('The sky is clear tonight')
    openai.script({ kind: 'die', after: 3 })
    ana.says('Tell me of Saturn.')
    await ana.hears('Nothing was charged')

    // Discord: the same, by slash command and direct message.
    const bela = discord.player('bela')
    await discord.until('commands', () => discord.world.commands.length > 0)
    await bela.slash(bela.dm, 'start').answer()
    await bela.slash(bela.dm, 'talk', { name: 'luna' }).answer()
    bela.says(bela.dm, 'Good evening!')
    const quote = await discord.heard(bela.dm, ({ content, embeds }) =>
      /costs \*\*2 coins/.test(content + JSON.stringify(embeds))
    )
    openai.script({ kind: 'answer', text: 'Mind the third step, Bela.', chunks: 6 })
    bela.presses(quote, 'Yes, 2 coins a reply')
    await discord.heard(bela.dm, ({ content }) => content.includes('Mind the third step'))

    // The books, read by commands beside the running program.
    const wallet = async (person: string) =>
      asWallet(JSON.parse(await ace('ledger:balance', person, '--json')))
    const settled = async (person: string) => {
      for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
        const { available, held } = await wallet(person)
        if (BigInt(held) === 0n && BigInt(available) === 48_000n) return
      }
      assert.fail(`${person} was not settled at 48 coins: ${JSON.stringify(await wallet(person))}`)
    }
    await settled(`telegram:${ana.id}`)
    await settled(`discord:${bela.user.id}`)
    const report: unknown = JSON.parse(await ace('ledger:verify', '--json'))
    assert.containsSubset(report, { ok: true })

    const balances = balancesOf(await ace('ledger:export', '--format=csv'))
    const sum = [...balances.values()].reduce((total, amount) => total + amount, 0n)
    assert.equal(sum, 0n, 'what one account has, another gave')
    for (const person of [`telegram:${ana.id}`, `discord:${bela.user.id}`]) {
      const { personId, available } = await wallet(person)
      const own = [...balances].filter(([name]) => /wallet/i.test(name) && name.includes(personId))
      const inJournal = own.reduce((total, [, amount]) => total + amount, 0n)
      assert.equal(inJournal, BigInt(available), `${person} in the journal`)
    }

    const exit = await program.stop()
    assert.deepEqual(exit, { code: 0, signal: null })
  }).timeout(TIMEOUT_MS)
})
