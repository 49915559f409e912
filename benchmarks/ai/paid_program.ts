/** The whole program in this process, with fans on a fake platform who pay for replies. */
import { bootProgram } from '../support/program.js'

/** Coins that no benchmark can spend, millicoins. */
const FUND = 1_000_000_000n

export interface PaidProgram {
  /** Someone who talks to a persona and said yes to its price: says something, and gives the milliseconds to the first word. */
  fan(): Promise<(text: string) => Promise<number>>
  stop(): Promise<void>
}

/** Starts it on an empty database, with a model server that moderates too. */
export async function startPaidProgram(
  databaseUrl: string,
  modelUrl: string
): Promise<PaidProgram> {
  Object.assign(process.env, {
    DATABASE_URL: databaseUrl,
    OPENAI_BASE_URL: modelUrl,
    OPENAI_API_KEY: 'sk-emulator',
    MODERATION_MODEL: 'omni-moderation-latest',
    LOG_LEVEL: 'error',
    NODE_ENV: 'production',
    APP_KEY: 'a-key-that-only-a-benchmark-would-use',
    ENCRYPTION_KEYS: Buffer.alloc(32, 'benchmark').toString('base64'),
  })
  const app = await bootProgram({ demo: true })
  const { conversation } = await import('#app/bot_kit/testing/conversation')
  const ledger = (await app.container.make('plugins')).use('ledger')
  return {
    stop: () => app.terminate(),
    async fan() {
      const fan = await conversation.fan()
      await fan.says('/start luna')
      const { person } = await fan.identified()
      if (!person) throw new Error('Nobody joined')
      await ledger.transfer({
        key: `bench:${person.id}`,
        memo: { key: 'ledger.memo.welcome' },
        legs: [
          { account: { kind: 'system', name: 'sales' }, amount: -FUND },
          {
            account: { kind: 'wallet', personId: person.id, bucket: 'purchased' },
            amount: FUND,
          },
        ],
      })
      await fan.says('Good evening!')
      await fan.presses('Yes, 2 coins a reply')
      return async (text) => {
        const start = performance.now()
        let first: number | null = null
        fan.platform.onChunk = () => {
          first ??= performance.now() - start
        }
        await fan.says(text)
        if (first === null) throw new Error(`No reply: ${fan.lastText()}`)
        return first
      }
    },
  }
}
