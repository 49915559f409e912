/** A creator at the browser, and their program. */
import { createApiToken } from '#app/identity/actions/api_tokens'
import type { Somebody } from '#plugins/communities/tests/support/people'
import { WebVisitor } from '#tests/support/web_visitor'

/** The creator's own browser, on the workspace. */
export async function browserOf({ person }: Pick<Somebody, 'person'>): Promise<WebVisitor> {
  const browser = await WebVisitor.signsIn(person.id)
  await browser.get('/coach')
  return browser
}

/** A token with which a program of the creator's speaks to their coach. */
export async function tokenOf({ person }: Pick<Somebody, 'person'>): Promise<string> {
  const made = await createApiToken(person.id, { name: 'x', abilities: ['coach'], days: 30 })
  if (made.outcome !== 'created') throw new Error(made.outcome)
  return made.value
}

/** Where a press led. */
export const ledTo = (response: Response): string => response.headers.get('location') ?? ''
