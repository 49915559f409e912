/**
 * Servers, groups and channels that the program looks after: who is let in, who is put out, and what the platform tells
 * of them. A space is a Discord server, or a Telegram group or channel.
 */

/** Platforms with spaces. */
export const SPACE_PLATFORMS = ['discord', 'telegram'] as const
export type SpacePlatform = (typeof SPACE_PLATFORMS)[number]

/** A space, by the platform's own id: a guild's, or a chat's. */
export interface SpaceRef {
  platform: SpacePlatform
  id: string
}

/**
 * What a space is entered by: one of a Discord server's roles, or (role null) the Telegram chat itself. On Discord, being
 * "in" means having the role; whoever is not in the server at all cannot be given it.
 */
export interface DoorRef extends SpaceRef {
  roleId: string | null
}

/** One person's way through one door. `platformId` is the account's on the space's platform. */
export interface Passage {
  door: DoorRef
  platformId: string
}
