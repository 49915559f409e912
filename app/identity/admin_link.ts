import type { ApplicationService } from '@adonisjs/core/types'
import { appUrl } from '#config/app'

/** A one-time sign-in link for the first admin, who is made when there is none. */
export async function adminLink(
  app: ApplicationService
): Promise<{ url: string; expiresAt: Date }> {
  const identity = await app.container.make('identity')
  const admin = await identity.ensureFirstAdmin()
  const { token, expiresAt } = await identity.issueSignInToken(admin.id)
  return { url: `${appUrl}/sign-in/${token}`, expiresAt }
}
