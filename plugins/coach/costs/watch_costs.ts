import db from '@adonisjs/lucid/services/db'
import type { Outbox } from '#app/job_kit/types'
import type { IdentityService } from '#app/identity/types'
import { sql } from '#app/support/sql'
import type { AiService } from '#plugins/ai/api'

const DAY_MS = 86_400_000

/**
 * Has the admins told of a day (UTC) whose calls cost as much as the limit, once a day, however many processes look.
 * Yesterday is looked at too: what came between the last look and midnight counts.
 * @param limit millionths of a US dollar
 */
export async function watchCosts(
  services: { ai: Pick<AiService, 'spendingByDay'>; identity: IdentityService; outbox: Outbox },
  limit: bigint,
  now = new Date()
): Promise<void> {
  const yesterday = new Date(now.getTime() - DAY_MS).toISOString().slice(0, 10)
  const days = await services.ai.spendingByDay({
    plugin: 'coach',
    since: new Date(`${yesterday}T00:00:00Z`),
  })
  const dear = days.filter(({ costMicroUsd }) => costMicroUsd >= limit)
  if (dear.length === 0) return
  const admins = await services.identity.peopleWith('admin')
  for (const { day, costMicroUsd } of dear) {
    await db.transaction(async (trx) => {
      const fresh = await sql<{ day: string }>(
        `insert into coach_cost_alerts (day, cost_micro_usd) values (cast(:day as date), :cost)
         on conflict do nothing returning day::text`,
        { day, cost: costMicroUsd },
        trx
      )
      if (fresh.length === 0) return
      await services.outbox.add(
        trx,
        admins.map((personId) => ({
          topic: 'coach.tell_cost',
          key: `${day}:${personId}`,
          payload: { personId, day, cost: costMicroUsd.toString(), limit: limit.toString() },
        }))
      )
    })
  }
  services.outbox.nudge()
}
