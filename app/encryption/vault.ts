import { Keyring } from '#app/encryption/keyring'
import encryptionKeys from '#config/encryption_keys'

/**
 * A place in the database that holds an envelope of the program's keys: a `bytea` column whose name ends in `_sealed`,
 * in a table with an `id`. `encryption:rotate` finds such columns by their names.
 */
export interface SealedPlace {
  table: string
  column: `${string}_sealed`
  id: string
}

/** How a place is named in what is authenticated with the secret, so that rows cannot be swapped. */
export const placeName = ({ table, column, id }: SealedPlace): string => `${table}.${column}:${id}`

let known: { keys: string; keyring: Keyring } | null = null

/**
 * The keys of `ENCRYPTION_KEYS`.
 * @throws MissingKeysError
 */
export function programKeys(): Keyring {
  const { keys } = encryptionKeys
  if (known?.keys !== keys) known = { keys, keyring: keyringOf(keys) }
  return known.keyring
}

/** @param keys 32 bytes in base64 each, separated by commas, newest first */
export function keyringOf(keys: string): Keyring {
  const given = keys.split(',').map((key) => key.trim())
  return new Keyring(given.filter((key) => key !== '').map((key) => Buffer.from(key, 'base64')))
}

/** Encrypts what is to be written in a place. */
export const sealFor = (place: SealedPlace, secret: Uint8Array): Buffer =>
  programKeys().seal(secret, placeName(place))

/**
 * Decrypts what was read from a place.
 * @throws MissingKeysError, UnknownKeyError, DamagedSecretError
 */
export const openFrom = (place: SealedPlace, envelope: Uint8Array): Buffer =>
  programKeys().open(envelope, placeName(place))
