/** Keeps what the machine, the shell and a developer's `.env` say out of the tests. */
import { createHash, randomBytes } from 'node:crypto'

/** Settings of the program that no test takes from outside. */
const FOREIGN =
  /^(PORT|HOST|APP_URL|APP_KEY|DATA_DIR|ENCRYPTION_KEYS|LLM_MODEL|(OPENAI|TELEGRAM|DISCORD|GOOGLE|SMTP|MAIL|STRIPE|RAZORPAY)_\w+)$/

/** A folder without a `.env`, relative to the program's: AdonisJS looks there alone. */
const NO_DOTENV = 'tests/support'

/** What `npm test` tells its own test processes. */
const OURS = /^TEST_/

/** The same for every process of a test: they share a database. */
const ENCRYPTION_KEY = createHash('sha256').update('tests').digest('base64')

/** The settings that each program under test starts from; a test adds its own. */
export function bareEnvironment(from: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const kept = Object.entries(from).filter(([name]) => !FOREIGN.test(name) && !OURS.test(name))
  return {
    ...Object.fromEntries(kept),
    NODE_ENV: 'test',
    ENV_PATH: NO_DOTENV,
    APP_KEY: randomBytes(24).toString('base64url'),
    ENCRYPTION_KEYS: ENCRYPTION_KEY,
    HOST: '127.0.0.1',
    TZ: 'UTC',
  }
}

/** Makes this process' environment bare. */
export function enterBareEnvironment(): void {
  const bare = bareEnvironment()
  for (const name of Object.keys(process.env)) if (!OURS.test(name)) delete process.env[name]
  Object.assign(process.env, bare)
}
