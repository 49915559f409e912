import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * Between what a system's own services use and what it gives to outgoing connections (Linux: from 32,768), so that
 * nobody takes the port before the program that it is for has started.
 */
const LOWEST = 12_000
const BELOW = 32_000
const MOST_TRIES = 50

/** A TCP port of the loopback interface on which nothing listens. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const port = randomInt(LOWEST, BELOW)
    if (await isFree(port)) return port
  }
  throw new Error(`${MOST_TRIES} ports were taken`)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
