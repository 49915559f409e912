import { plain } from '#plugins/coach/detect/phrases'

/** Characters of a message that says nothing but yes. */
const LENGTH = 40
const YES =
  "yes|yep|yeah|sure|correct|exactly|right|confirmed|decided|agreed|definitely|done|it is|that is right|that's (?:right|it|decided)|si|claro|eso es|exacto|correcto|confirmado|decidido|de acuerdo|hecho|seguro|por supuesto"
const ASSENT = new RegExp(`^(?:${YES})(?:(?:,| |, )(?:${YES}))*[.! ]*$`, 'u')

/** Whether a message says yes and nothing else: to what was asked last. */
export const isYes = (message: string): boolean =>
  message.length <= LENGTH && ASSENT.test(plain(message))
