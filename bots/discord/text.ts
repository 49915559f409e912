/** Long texts as Discord's messages. */
import { cutAt, fenceMark, openFence } from '#app/bot_kit/split'

/**
 * Splits markdown into pieces of at most `limit` characters where a reader would pause. A code block that is cut
 * is closed at the end of a piece and opened again in the next.
 * @param first room that the first piece has, when something stands before it
 */
export function pieces(text: string, limit: number, first = limit): string[] {
  const found: string[] = []
  let rest = text.trim()
  let fence: string | null = null
  while (rest !== '') {
    const opening: string = fence === null ? '' : `${fence}\n`
    const room = (found.length === 0 ? first : limit) - opening.length
    let at = cutAt(rest, room)
    let open = openFence(opening + rest.slice(0, at))
    if (open !== null && at < rest.length) {
      // The closing mark needs a line of its own.
      at = cutAt(rest, room - fenceMark(open).length - 1)
      open = openFence(opening + rest.slice(0, at))
    }
    const body = opening + rest.slice(0, at).trimEnd()
    const cut = at < rest.length && open !== null
    found.push(cut ? `${body}\n${fenceMark(open ?? '')}` : body)
    rest = open === null ? rest.slice(at).trimStart() : rest.slice(at).replace(/^\s*\n/, '')
    fence = open
  }
  return found.filter((piece) => piece.trim() !== '')
}
