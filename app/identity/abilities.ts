/** What an API token may be allowed to do. */
export const ABILITIES = ['profile', 'wallet', 'orders', 'coach'] as const
export type Ability = (typeof ABILITIES)[number]
