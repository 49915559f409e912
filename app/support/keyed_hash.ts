import { createHmac } from 'node:crypto'
import env from '#start/env'

/**
 * A hash that nobody makes without APP_KEY: for what is short enough to be guessed (typed codes) or known to others
 * (ids of platforms). Another APP_KEY makes all of them unknown.
 * @param purpose keeps hashes of different kinds apart
 */
export function keyedHash(purpose: string, text: string): Buffer {
  return createHmac('sha256', env.get('APP_KEY').release()).update(`${purpose}:${text}`).digest()
}
