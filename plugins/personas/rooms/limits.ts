/** Limits of rooms and scenes. */
export const ROOM_LIMITS = {
  /** Personas that may be bound to one room: as many as people keep apart by name. */
  bound: 5,
  /** Newest lines of a room that a model is given. */
  lines: 60,
  /** Characters of a speaker's name, so that no name is a message (Discord allows 32, Telegram 64 and 64). */
  name: 32,
  /** Personas in a scene. */
  cast: { from: 2, to: 3 },
  /** Turns of a scene. */
  turns: { from: 2, to: 8, usual: 4 },
  /** Characters of a scene's theme. */
  theme: 300,
} as const
