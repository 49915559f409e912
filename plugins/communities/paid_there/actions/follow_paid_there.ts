import { now } from '#plugins/communities/clock'
import { becomeMember } from '#plugins/communities/paid_there/actions/become_member'
import { keepOut } from '#plugins/communities/paid_there/actions/keep_out'
import { lookAgain } from '#plugins/communities/paid_there/actions/look_again'
import { settlePaidLinks } from '#plugins/communities/paid_there/actions/settle_paid_links'
import { PAID_THERE_LIMITS } from '#plugins/communities/paid_there/limits'
import { notYetMembers } from '#plugins/communities/paid_there/queries/find_paid_there'
import type { CommunitiesServices } from '#plugins/communities/services'

/** Everything about what Telegram sells itself, once: its links, its subscribers, and who is kept out. */
export async function followPaidThere(
  services: CommunitiesServices,
  signal?: AbortSignal
): Promise<void> {
  await settlePaidLinks(services)
  await keepOut(services, signal)
  await lookAgain(services, signal)
  await enrol(services)
  services.outbox.nudge()
}

/** Whoever pays Telegram and is known by now becomes a member. */
export async function enrol(
  services: Pick<CommunitiesServices, 'outbox'>,
  personId?: string
): Promise<void> {
  const found = await notYetMembers({ at: now(), most: PAID_THERE_LIMITS.batch, personId })
  for (const { id } of found) await becomeMember(services, id)
}
