import telegramConfig from '#config/telegram'

/** How long Telegram may take to say the bot's name, milliseconds; the page then goes out without its button. */
const PATIENCE_MS = 3_000

let known: string | null = null

/** The bot's @name, which the login widget asks for; null when there is no bot or Telegram cannot be reached. */
export async function telegramBotName(): Promise<string | null> {
  const { token, apiRoot } = telegramConfig
  if (!token || known) return known
  try {
    const answer = await fetch(`${apiRoot}/bot${token}/getMe`, {
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    known = nameIn(await answer.json())
  } catch {
    // Asked again with the next page.
    known = null
  }
  return known
}

function nameIn(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('result' in body)) return null
  const { result } = body
  if (typeof result !== 'object' || result === null || !('username' in result)) return null
  return typeof result.username === 'string' ? result.username : null
}
