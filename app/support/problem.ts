import { STATUS_CODES } from 'node:http'
import type { HttpContext } from '@adonisjs/core/http'

/** What a script is told of an error (RFC 9457). */
export interface Problem {
  /** 402 insufficient coins, 422 bad input, 429 limits, 503 an outage of ours, … */
  status: number
  /** For machines; stable. */
  code: string
  /** For people: what happened and what to do. */
  detail: string
  /** What is wrong with which field. */
  errors?: readonly { field: string; message: string }[]
  /** Seconds until it is worth trying again; goes out as `Retry-After`. */
  retryAfter?: number
}

/**
 * Answers with a problem. Its type is `about:blank`: the status says what kind of problem it is (and its title is
 * the status's, as the RFC asks for then), `code` which one.
 */
export function problem({ response }: Pick<HttpContext, 'response'>, about: Problem): void {
  const { status, retryAfter, ...members } = about
  if (retryAfter !== undefined) response.header('Retry-After', String(Math.ceil(retryAfter)))
  response
    .status(status)
    .header('Content-Type', 'application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, ...members }))
}
