import limiter from '@adonisjs/limiter/services/main'
import type { IdentityService } from '#app/identity/types'
import { IDENTITY_LIMITS } from '#app/identity/limits'

export type ExportFile =
  | { outcome: 'ready'; name: string; mediaType: string; content: Uint8Array }
  | { outcome: 'too_often'; retryInSeconds: number }

/** A person's data as a file, a few times an hour. */
export async function exportAsFile(
  identity: IdentityService,
  personId: string
): Promise<ExportFile> {
  const rule = limiter.use({ requests: IDENTITY_LIMITS.exportsPerHour, duration: '1 hour' })
  const key = `identity:export:${personId}`
  if (!(await rule.attempt(key, () => true))) {
    return { outcome: 'too_often', retryInSeconds: Math.max(1, await rule.availableIn(key)) }
  }
  const data = JSON.stringify(await identity.exportData(personId), null, 2)
  return {
    outcome: 'ready',
    name: 'greenroom-data.json',
    mediaType: 'application/json',
    content: new TextEncoder().encode(`${data}\n`),
  }
}
