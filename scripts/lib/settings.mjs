/* The first `.env`. */
import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, say } from './toolchain.mjs'

/** Writes `.env` with keys of its own where there is none; one that is there is never touched. */
export function ensureSettings() {
  const file = join(ROOT, '.env')
  if (existsSync(file)) return
  // "wx" refuses to overwrite, should another start have written it meanwhile.
  writeFileSync(file, firstSettings(), { mode: 0o600, flag: 'wx' })
  say('Wrote .env with fresh keys. Keep it: what is encrypted can be read with these keys alone.')
}

function firstSettings() {
  const appKey = randomBytes(24).toString('base64url')
  const encryptionKey = randomBytes(32).toString('base64')
  return `# Settings of Greenroom; README.md says what each does. This file holds secrets: keep it to yourself.
PORT=3333
HOST=127.0.0.1

# Signs sessions and links.
APP_KEY=${appKey}
# Encrypts what is secret in the database. To change it, put a new key in front: new,old
ENCRYPTION_KEYS=${encryptionKey}

# Where browsers reach the program, when that is not http://localhost:PORT
# APP_URL=https://greenroom.example

# Bots: a token is enough.
# TELEGRAM_BOT_TOKEN=
# DISCORD_BOT_TOKEN=
# DISCORD_APPLICATION_ID=

# A model: any OpenAI-compatible server. Without one, a built-in demo model answers.
# OPENAI_API_KEY=
# OPENAI_BASE_URL=
# LLM_MODEL=

# Past one machine.
# DATABASE_URL=postgres://user:password@host:5432/greenroom
# REDIS_URL=redis://host:6379
`
}
