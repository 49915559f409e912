/** An answer with `ok: false`, as the Bot API words it. */
export class ApiError extends Error {
  constructor(
    readonly code: number,
    readonly description: string,
    readonly parameters?: { retry_after?: number; migrate_to_chat_id?: number }
  ) {
    super(description)
  }
}

export const badRequest = (what: string): ApiError => new ApiError(400, `Bad Request: ${what}`)
export const forbidden = (what: string): ApiError => new ApiError(403, `Forbidden: ${what}`)
export const conflict = (what: string): ApiError => new ApiError(409, `Conflict: ${what}`)
export const tooManyRequests = (retryAfter: number): ApiError =>
  new ApiError(429, `Too Many Requests: retry after ${retryAfter}`, { retry_after: retryAfter })
