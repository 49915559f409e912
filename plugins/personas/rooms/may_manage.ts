import type { TurnContext } from '#app/bot_kit/command'
import { sql } from '#app/support/sql'

/**
 * Whether somebody may say which personas live in a room: who manages the channel on the platform. Where the platform
 * does not tell, it is whoever bound the first one there, and anybody while none is bound.
 */
export async function mayManage(ctx: TurnContext, place: string): Promise<boolean> {
  const told = await ctx.place.mayManage?.()
  if (typeof told === 'boolean') return told
  const rows = await sql<{ mine: boolean }>(
    `select coalesce(bound_by = :accountId, false) as mine from personas_bindings
     where place = :place order by bound_at limit 1`,
    { place, accountId: ctx.account.id }
  )
  return rows[0]?.mine ?? true
}
