import { sql } from '#app/support/sql'
import { INBOX_LIMITS } from '#plugins/payments/inbox/limits'
import type { PaymentsServices } from '#plugins/payments/services'

/** An event is new again with a job of its own, whose number makes its key another one than the last. */
const REPLAY = (which: string) => `
with chosen as (
  select id from payments_events where ${which} order by id limit ${INBOX_LIMITS.replayBatch} for update
), again as (
  update payments_events e
  set state = 'new', replays = replays + 1, attempts = 0, error = null, ended_at = null
  from chosen where e.id = chosen.id
  returning e.id, e.replays
), queued as (
  insert into outbox (topic, key, payload, max_attempts)
  select 'payments.work_event', id || ':' || replays, jsonb_build_object('eventId', id::text), ${INBOX_LIMITS.attempts}
  from again
)
select count(*) as count from again`

/**
 * Has one event worked on again, whatever became of it: what it says is kept once, however often it is read.
 * @returns false when there is no such event
 */
export async function replayEvent(
  services: Pick<PaymentsServices, 'outbox'>,
  id: bigint
): Promise<boolean> {
  return (await replay(services, 'id = :id', { id })) > 0n
}

/**
 * Has failed events worked on again, the oldest first, in statements of a few hundred.
 * @param provider of one gateway; null for all
 * @returns how many
 */
export async function replayFailed(
  services: Pick<PaymentsServices, 'outbox'>,
  provider: string | null
): Promise<bigint> {
  const which = `state = 'failed' and (cast(:provider as text) is null or provider = :provider)`
  let all = 0n
  let some: bigint
  do {
    some = await replay(services, which, { provider })
    all += some
  } while (some === BigInt(INBOX_LIMITS.replayBatch))
  return all
}

async function replay(
  services: Pick<PaymentsServices, 'outbox'>,
  which: string,
  values: Readonly<Record<string, string | bigint | null>>
): Promise<bigint> {
  const [found] = await sql<{ count: bigint }>(REPLAY(which), values)
  services.outbox.nudge()
  return found?.count ?? 0n
}
