/** When something is, from now: "in 3 hours", "in 12 minutes". What time it is where somebody lives is not known. */
export function fromNow(at: Date, locale: string, now = new Date()): string {
  const minutes = Math.max(1, Math.ceil((at.getTime() - now.getTime()) / 60_000))
  const words = new Intl.RelativeTimeFormat(locale)
  return minutes < 60
    ? words.format(minutes, 'minute')
    : words.format(Math.ceil(minutes / 60), 'hour')
}
