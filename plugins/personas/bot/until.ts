import type { TurnContext } from '#app/bot_kit/command'

const MINUTE_MS = 60_000

/** How long until a moment, in hours and whole minutes, rounded up: "5 h 12 min". */
export function untilText(ctx: Pick<TurnContext, 't'>, moment: Date, now = new Date()): string {
  const minutes = Math.max(1, Math.ceil((moment.getTime() - now.getTime()) / MINUTE_MS))
  return ctx.t('personas.guest.wait', { hours: Math.floor(minutes / 60), minutes: minutes % 60 })
}
