import { IntlMessageFormat } from 'intl-messageformat'

/** A message that says the same whatever it is given: no argument, and nothing that is quoted. */
const PLAIN = /^[^{}']*$/

/**
 * Words messages in ICU's format, as AdonisJS' own formatter does, but reads each message once: reading takes
 * longer than all else about an answer. Messages come out of the program's own files, so they are not many.
 */
export class MessageFormatter {
  readonly name = 'icu'
  readonly #read = new Map<string, IntlMessageFormat>()

  format(message: string, locale: string, data: Record<string, unknown> = {}): string {
    if (PLAIN.test(message)) return message
    const key = `${locale} ${message}`
    let read = this.#read.get(key)
    if (!read) {
      read = new IntlMessageFormat(message, locale, undefined, { ignoreTag: true })
      this.#read.set(key, read)
    }
    return String(read.format(data))
  }
}
