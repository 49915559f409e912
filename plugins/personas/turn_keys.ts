/** Each turn of a scene is a turn of its own, from 0: with its own message, reply and hold. */
export const sceneTurnKey = (turnKey: string, turn: number): string => `${turnKey}:scene:${turn}`

/** The key of a guest's claim: of the turn, so that a redelivered update claims nothing more. */
export const guestKey = (turnKey: string): string => `personas.reply:${turnKey}`

/**
 * The key of a fan's hold. The price is part of it, since the same key with another amount is refused; so is
 * the attempt, since a hold that the sweeper ended is not opened again.
 */
export const holdKey = (turnKey: string, price: bigint, attempt: number): string =>
  `personas.reply:${turnKey}:${price}:${attempt}`
