/** A day in a language, of UTC like every day of the books and of a membership. */
export function dayInWords(day: Date, locale: string, style: 'long' | 'medium' = 'medium'): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: style, timeZone: 'UTC' }).format(day)
}

/** A moment in a language, to the minute, of UTC. */
export function hourInWords(at: Date, locale: string): string {
  const words = new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
  }).format(at)
  return `${words} UTC`
}
