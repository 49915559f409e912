/** A day in a language, of UTC like every day of a membership. */
export function dayInWords(day: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(day)
}
