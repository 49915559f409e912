import type { Text } from '#plugins/coach/programme/programme'

/** A programme's text in the reader's language. */
export const say = ({ locale }: { locale: string }, text: Text): string =>
  text[locale] ?? text.en ?? ''
