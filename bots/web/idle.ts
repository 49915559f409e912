import type { IdentityService } from '#app/identity/types'
import { live } from '#bots/web/live'
import { balanceInWords } from '#bots/web/page_info'

/** Tells a visitor's open pages that the turn is over, and what the wallet holds now. */
export async function tellIdle(
  identity: IdentityService,
  visitorId: string,
  locale: string
): Promise<void> {
  const known = await identity.lookUp(`web:${visitorId}`)
  const balance = await balanceInWords(known?.person?.id ?? null, locale)
  live.publish(visitorId, { kind: 'idle', balance })
}
