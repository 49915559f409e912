/** A link to a post of a private chat: `https://t.me/c/1234567890/5`. */
const POST_LINK = /^(?:https?:\/\/)?(?:t|telegram)\.me\/c\/(\d{5,14})(?:\/\d+)*\/?$/
/** As bots know a chat: supergroups and channels begin with -100 (core.telegram.org/api/bots/ids). */
const CHAT_ID = /^-\d{5,16}$/

/** The chat that somebody means who typed its number, or pasted a link to one of its posts; null for anything else. */
export function chatIdIn(text: string): string | null {
  const typed = text.trim()
  const [, number] = POST_LINK.exec(typed) ?? []
  if (number !== undefined) return `-100${number}`
  return CHAT_ID.test(typed) ? typed : null
}
