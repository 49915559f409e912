/**
 * Fills a card's macros: `{{char}}` and `{{user}}` (also `<BOT>` and `<USER>`, as older cards write them) with names,
 * `{{original}}` with nothing, since the house's own instructions stand beside a card's in any case. Case does not
 * count; unknown macros stay as they are, and so does whatever a name looks like.
 */
export function fillMacros(text: string, names: { char: string; user: string }): string {
  return text.replace(MACROS, (_whole, braced?: string, tag?: string) => {
    switch ((braced ?? tag)?.toLowerCase()) {
      case 'char':
      case 'bot':
        return names.char
      case 'user':
        return names.user
      default:
        return ''
    }
  })
}

const MACROS = /\{\{(char|user|original)\}\}|<(bot|user)>/gi
