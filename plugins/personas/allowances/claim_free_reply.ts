import { allowanceTime } from '#plugins/personas/allowances/allowance'
import { sql } from '#app/support/sql'
import personasConfig from '#config/personas'

export type FreeClaim =
  | {
      outcome: 'claimed'
      /** Free replies of the month that are left after this one. */
      left: number
    }
  | { outcome: 'none_left' }
  /** The turn had its free reply before. */
  | { outcome: 'used_before' }

/**
 * Sets one of the month's free replies aside for a turn: it is used up when the reply was shown, and there again when it
 * was not, or when the process died.
 */
export async function claimFreeReply(of: {
  turnKey: string
  personId: string
  personaId: string
}): Promise<FreeClaim> {
  const at = allowanceTime()
  const [row] = await sql<{ outcome: FreeClaim['outcome']; free_left: bigint }>(
    'select * from personas_claim_free(:turnKey, :personId, :personaId, :at, :expires)',
    { ...of, at, expires: new Date(at.getTime() + personasConfig.holdLifetime * 1_000) }
  )
  if (!row) throw new Error('The claim was not answered')
  return row.outcome === 'claimed'
    ? { outcome: 'claimed', left: Number(row.free_left) }
    : { outcome: row.outcome }
}
