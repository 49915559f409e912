/** What was typed into forms that were not sent: a page that is reloaded, or a form that was refused, has it still. */

const keyOf = (messageId: string) => `greenroom-form-${messageId}`

export function keptValues(messageId: string): Readonly<Record<string, string>> {
  const kept = sessionStorage.getItem(keyOf(messageId))
  return kept === null ? {} : (JSON.parse(kept) as Record<string, string>)
}

export function keepValues(messageId: string, values: Readonly<Record<string, string>>): void {
  sessionStorage.setItem(keyOf(messageId), JSON.stringify(values))
}

export function forgetValues(messageId: string): void {
  sessionStorage.removeItem(keyOf(messageId))
}
