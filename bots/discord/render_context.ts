import type { MintedButtons } from '#app/bot_kit/buttons'

/** What drawing a node needs to know. */
export interface RenderContext {
  buttons: MintedButtons
  appUrl: string
  /** Room to leave before the first text, UTF-16 units. */
  reserve: number
  /** Words of the frontend's own, in the person's language. */
  t(key: string, data?: Record<string, unknown>): string
}

export const COLORS = { accent: 0x5b6ee1, notice: 0xd9a441, error: 0xd1495b } as const
