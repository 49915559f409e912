/**
 * A text that Postgres takes: it refuses NUL characters, and half of a surrogate pair is no text. Both come from broken
 * clients and models only.
 */
export function plainText(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed()
}
