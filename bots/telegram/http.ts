import type { Readable } from 'node:stream'
import { Agent, request } from 'undici'

/** Connections to Telegram that one process keeps; each carries one call at a time. */
const CONNECTIONS = 256

const connections = new Agent({ connections: CONNECTIONS })

/** What grammY gives to `fetch`. */
interface Call {
  method: string
  headers: Record<string, string>
  /** JSON, or the parts of a form with files. */
  body: string | Readable
  signal: AbortSignal
}

/**
 * Stands in for grammY's `node-fetch`, of which grammY uses this much. A call costs the process half as much
 * this way, and calls are most of what a bot does.
 */
export async function callTelegram(url: string, call: Call): Promise<{ json(): Promise<unknown> }> {
  const { method, headers, body, signal } = call
  if (method !== 'POST') throw new Error(`Telegram is called by POST, not by ${method}`)
  const answer = await request(url, { method, headers, body, signal, dispatcher: connections })
  return { json: () => answer.body.json() }
}
