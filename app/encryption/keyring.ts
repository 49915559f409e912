/**
 * AES-256-GCM under one of several keys. An envelope says which key opens it:
 *
 * | bytes | what                                                        |
 * | ----- | ----------------------------------------------------------- |
 * | 1     | form of the envelope: 1                                     |
 * | 8     | id of the key: the start of a hash of it                    |
 * | 12    | nonce, random                                               |
 * | n     | what is secret                                              |
 * | 16    | tag over all of it and over the place that it belongs to    |
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { DamagedSecretError, MissingKeysError, UnknownKeyError } from '#app/encryption/errors'

const FORM = 1
/** Bytes. */
export const KEY_LENGTH = 32
const KEY_ID_LENGTH = 8
/** Bytes: 96 bits, as NIST SP 800-38D recommends; random ones suffice for 2^32 envelopes of a key. */
const NONCE_LENGTH = 12
const TAG_LENGTH = 16
const HEAD_LENGTH = 1 + KEY_ID_LENGTH
const OVERHEAD = HEAD_LENGTH + NONCE_LENGTH + TAG_LENGTH

/** Where in an envelope the key's id stands, for SQL's `substring` (from 1), and how long it is. */
export const KEY_ID_IN_ENVELOPE = { from: 2, length: KEY_ID_LENGTH } as const

interface Key {
  id: Buffer
  secret: Uint8Array
}

/** Keys, newest first. What is sealed is sealed with the newest; what any of them sealed can be opened. */
export class Keyring {
  readonly #keys: readonly [Key, ...Key[]]

  /** @param secrets 32 bytes each, newest first */
  constructor(secrets: readonly Uint8Array[]) {
    const [newest, ...older] = secrets.map((secret) => ({ id: idOf(secret), secret }))
    if (!newest) throw new MissingKeysError()
    this.#keys = [newest, ...older]
  }

  /** Ids of the keys in hex, newest first. */
  get ids(): readonly [string, ...string[]] {
    const [newest, ...older] = this.#keys
    return [newest.id.toString('hex'), ...older.map(({ id }) => id.toString('hex'))]
  }

  /**
   * Encrypts under the newest key.
   * @param place what and where it is (a table, a column, a row's id): it opens there alone
   */
  seal(secret: Uint8Array, place: string): Buffer {
    const [key] = this.#keys
    const head = Buffer.concat([Buffer.of(FORM), key.id])
    const nonce = randomBytes(NONCE_LENGTH)
    const cipher = createCipheriv('aes-256-gcm', key.secret, nonce)
    cipher.setAAD(boundTo(head, place))
    const body = [cipher.update(secret), cipher.final()]
    return Buffer.concat([head, nonce, ...body, cipher.getAuthTag()])
  }

  /**
   * @param place the one that it was sealed for
   * @throws UnknownKeyError, DamagedSecretError
   */
  open(envelope: Uint8Array, place: string): Buffer {
    const bytes = Buffer.from(envelope.buffer, envelope.byteOffset, envelope.byteLength)
    if (bytes.length < OVERHEAD || bytes[0] !== FORM) throw new DamagedSecretError(place)
    const id = bytes.subarray(1, HEAD_LENGTH)
    const key = this.#keys.find((known) => known.id.equals(id))
    if (!key) throw new UnknownKeyError(id.toString('hex'), place)
    const body = HEAD_LENGTH + NONCE_LENGTH
    const decipher = createDecipheriv('aes-256-gcm', key.secret, bytes.subarray(HEAD_LENGTH, body))
    decipher.setAAD(boundTo(bytes.subarray(0, HEAD_LENGTH), place))
    decipher.setAuthTag(bytes.subarray(-TAG_LENGTH))
    try {
      return Buffer.concat([decipher.update(bytes.subarray(body, -TAG_LENGTH)), decipher.final()])
    } catch (cause) {
      throw new DamagedSecretError(place, { cause })
    }
  }
}

const boundTo = (head: Uint8Array, place: string) => Buffer.concat([head, Buffer.from(place)])

function idOf(secret: Uint8Array): Buffer {
  if (secret.length !== KEY_LENGTH) throw new Error(`A key has ${KEY_LENGTH} bytes`)
  return createHash('sha256')
    .update('greenroom key id\0')
    .update(secret)
    .digest()
    .subarray(0, KEY_ID_LENGTH)
}
