import env from '#start/env'

/** What is secret in the database is encrypted with these keys (`app/encryption`). */
const encryptionKeys = {
  /** `ENCRYPTION_KEYS` as it was given: 32 bytes in base64 each, newest first; empty when it was not. */
  keys: env.get('ENCRYPTION_KEYS') ?? '',
} as const

export default encryptionKeys
