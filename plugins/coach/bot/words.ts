import type { TurnContext } from '#app/bot_kit/command'
import type { Text } from '#plugins/coach/programme/programme'

/** A programme's text in the person's language. */
export const say = ({ locale }: Pick<TurnContext, 'locale'>, text: Text): string =>
  text[locale] ?? text.en ?? ''
