import { test } from '@japa/runner'
import { launch } from '#tests/support/program'

/** What is wrong, and what the program has to say about it. */
const WRONG: readonly { what: string; env: Record<string, string | undefined>; says: RegExp[] }[] =
  [
    { what: 'no APP_KEY', env: { APP_KEY: undefined }, says: [/APP_KEY/] },
    { what: 'a PORT that is no number', env: { PORT: 'eighty' }, says: [/PORT/, /number/i] },
    {
      what: 'a DATABASE_URL that is none',
      env: { DATABASE_URL: 'localhost' },
      says: [/DATABASE_URL.*postgres:\/\//],
    },
    {
      what: 'a REDIS_URL that is none',
      env: { REDIS_URL: 'http://x' },
      says: [/REDIS_URL.*redis:\/\//],
    },
    {
      what: 'an OPENAI_BASE_URL that is none',
      env: { OPENAI_BASE_URL: 'ollama' },
      says: [/OPENAI_BASE_URL.*http/],
    },
    {
      what: 'an unknown TELEGRAM_MODE',
      env: { TELEGRAM_MODE: 'push' },
      says: [/TELEGRAM_MODE/, /polling/],
    },
    {
      what: 'short ENCRYPTION_KEYS',
      env: { ENCRYPTION_KEYS: 'abc' },
      says: [/ENCRYPTION_KEYS.*32 bytes/],
    },
    {
      what: 'TRUSTED_PROXIES that are none',
      env: { TRUSTED_PROXIES: 'private, everybody' },
      says: [/TRUSTED_PROXIES: "everybody" is no address, no range like 10\.0\.0\.0\/8/],
    },
    {
      what: 'no ENCRYPTION_KEYS in production',
      env: { ENCRYPTION_KEYS: undefined },
      says: [/ENCRYPTION_KEYS is not set.*32 bytes in base64/],
    },
    {
      what: 'two wrong settings at once',
      env: { DISCORD_API_ROOT: 'discord', PORT: 'x' },
      says: [/DISCORD_API_ROOT/, /PORT/],
    },
    {
      what: 'a database that nobody serves',
      env: { DATABASE_URL: 'postgres://postgres@127.0.0.1:1/greenroom' },
      says: [/DATABASE_URL|database/i],
    },
  ]

test.group('Settings that are wrong', (group) => {
  group.each.timeout(60_000)

  for (const { what, env, says } of WRONG) {
    test(`${what}: it does not start, and says what to change`, async ({ assert }) => {
      const program = await launch({ env: { PORT: undefined, ...env } })
      const exit = await program.ended
      const output = program.output()
      assert.equal(exit.code, 1, output)
      for (const sentence of says) assert.match(output, sentence)
      assert.notMatch(output, /\n\s+at /, 'no stack for what a person can put right')
    })
  }
})
