/**
 * Discord's answers to what it refuses: an HTTP status and a JSON error code
 * (docs.discord.com/developers/topics/opcodes-and-status-codes).
 */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
    readonly errors?: unknown,
    /** What else the answer says. */
    readonly more: Readonly<Record<string, unknown>> = {}
  ) {
    super(message)
  }
}

export const unauthorized = () => new ApiError(401, 0, '401: Unauthorized')
export const notFound = () => new ApiError(404, 0, '404: Not Found')
export const unknownChannel = () => new ApiError(404, 10003, 'Unknown Channel')
export const unknownGuild = () => new ApiError(404, 10004, 'Unknown Guild')
export const unknownMember = () => new ApiError(404, 10007, 'Unknown Member')
export const unknownMessage = () => new ApiError(404, 10008, 'Unknown Message')
export const unknownRole = () => new ApiError(404, 10011, 'Unknown Role')
export const unknownUser = () => new ApiError(404, 10013, 'Unknown User')
export const unknownWebhook = () => new ApiError(404, 10015, 'Unknown Webhook')
export const unknownBan = () => new ApiError(404, 10026, 'Unknown Ban')
export const unknownInteraction = () => new ApiError(404, 10062, 'Unknown interaction')
export const unknownCommand = () => new ApiError(404, 10063, 'Unknown application command')
export const tooManyRoles = () =>
  new ApiError(400, 30005, 'Maximum number of guild roles reached (250)')
export const tooManyWebhooks = () =>
  new ApiError(400, 30007, 'Maximum number of webhooks reached (15)')
export const alreadyAcknowledged = () =>
  new ApiError(400, 40060, 'Interaction has already been acknowledged.')
export const missingAccess = () => new ApiError(403, 50001, 'Missing Access')
export const notTheAuthor = () =>
  new ApiError(403, 50005, 'Cannot edit a message authored by another user')
export const emptyMessage = () => new ApiError(400, 50006, 'Cannot send an empty message')
export const cannotMessageUser = () => new ApiError(403, 50007, 'Cannot send messages to this user')
export const missingPermissions = () => new ApiError(403, 50013, 'Missing Permissions')
export const invalidWebhookToken = () => new ApiError(401, 50027, 'Invalid Webhook Token')
export const invalidRole = () => new ApiError(400, 50028, 'Invalid role')

/** Gathers what is wrong with a body, then refuses it whole (50035), as Discord does. */
export class FormErrors {
  readonly #found: Record<string, unknown> = {}
  #count = 0

  add(path: string, code: string, message: string): void {
    this.#count += 1
    let level = this.#found
    for (const part of path.split('.')) {
      const next = level[part]
      const inner: Record<string, unknown> =
        typeof next === 'object' && next !== null ? { ...next } : {}
      level[part] = inner
      level = inner
    }
    level._errors = [{ code, message }]
  }

  require(good: boolean, path: string, message: string, code = 'BASE_TYPE_BAD'): void {
    if (!good) this.add(path, code, message)
  }

  throwIfAny(): void {
    if (this.#count > 0) throw new ApiError(400, 50035, 'Invalid Form Body', this.#found)
  }
}
