/** There are no keys at all. */
export class MissingKeysError extends Error {
  readonly code = 'E_MISSING_KEYS'
  readonly status = 500
  constructor() {
    super(
      'ENCRYPTION_KEYS is not set: nothing secret can be kept or read without it. ' +
        'It should be keys of 32 bytes in base64, separated by commas, newest first.'
    )
  }
}

/** Something is encrypted under a key that is not among those given. */
export class UnknownKeyError extends Error {
  readonly code = 'E_UNKNOWN_KEY'
  readonly status = 500
  constructor(
    /** In hex. */
    readonly keyId: string,
    what: string
  ) {
    super(
      `${what} is encrypted under the key ${keyId}, which is not in ENCRYPTION_KEYS. ` +
        'Put that key back, behind the newest one, and start again.'
    )
  }
}

/** What is there was changed, cut short, or belongs to another place. */
export class DamagedSecretError extends Error {
  readonly code = 'E_DAMAGED_SECRET'
  readonly status = 500
  constructor(what: string, options?: ErrorOptions) {
    super(
      `${what} cannot be decrypted: its bytes were changed, or they belong elsewhere. ` +
        'Its key is in ENCRYPTION_KEYS; restore the row from a backup.',
      options
    )
  }
}

/** Whether an error is about keys or what they open, and its message says what to do. */
export const isKeyProblem = (error: unknown): error is Error =>
  error instanceof MissingKeysError ||
  error instanceof UnknownKeyError ||
  error instanceof DamagedSecretError
