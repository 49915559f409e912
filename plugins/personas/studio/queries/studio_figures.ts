import type { ByBucket, LedgerService } from '#plugins/ledger/api'
import { searchName } from '#plugins/personas/search_name'
import {
  addCoins,
  addCounts,
  NO_COINS,
  NO_COUNTS,
  type Counts,
  type Fans,
  type Figures,
  type PersonaFigures,
  type StudioDay,
} from '#plugins/personas/studio/figures'
import { periodOf, type Period, type PeriodDays } from '#plugins/personas/studio/period'
import { countsByDay, type DayOfPersona } from '#plugins/personas/studio/queries/counts_by_day'
import { uncountedSince } from '#plugins/personas/studio/queries/counting'
import { creatorEarnings } from '#plugins/personas/studio/queries/creator_earnings'
import { fansOf } from '#plugins/personas/studio/queries/fans_of'
import { ownPersonas, type OwnPersona } from '#plugins/personas/studio/queries/own_personas'

export interface StudioRequest {
  creatorId: string
  period: PeriodDays
  /** The name or the slug of one of the creator's own personas; all of them without. */
  name?: string
}

export type StudioOutcome =
  | { outcome: 'figures'; figures: Figures }
  /** The creator has no persona yet. */
  | { outcome: 'no_personas' }
  /** None of the creator's own personas has that name: others' are nobody else's business. */
  | { outcome: 'not_yours'; own: readonly { slug: string; name: string }[] }

/** Own personas that are named when none was meant. */
const MOST_NAMED = 10

const NO_FANS = { distinct: 0, fresh: 0 }

/** What happened to a creator's personas, by day and by persona. */
export async function studioFigures(
  ledger: Pick<LedgerService, 'earningsByDay'>,
  { creatorId, period: length, name }: StudioRequest
): Promise<StudioOutcome> {
  const own = await ownPersonas(creatorId)
  if (own.length === 0) return { outcome: 'no_personas' }
  const chosen = name === undefined ? null : meantBy(name, own)
  if (name !== undefined && chosen === null) {
    return { outcome: 'not_yours', own: own.slice(0, MOST_NAMED) }
  }

  const period = periodOf(length)
  const ids = own.map(({ id }) => id)
  const [{ counted, fans }, earnings] = await Promise.all([
    countAll(ids, period),
    chosen ? null : creatorEarnings(ledger, creatorId, period),
  ])
  const byPersona = Map.groupBy(counted, (row) => row.personaId)
  const personas = own
    .map((one): PersonaFigures => ({
      ...one,
      ...sum(byPersona.get(one.id) ?? []),
      ...(fans.get(one.id) ?? NO_FANS),
    }))
    .sort((a, b) => b.messages - a.messages)
  const persona = personas.find(({ id }) => id === chosen?.id) ?? null
  const shown = chosen ? (byPersona.get(chosen.id) ?? []) : counted
  const days = daysOf(period, shown, earnings)
  const earned =
    earnings && days.reduce((all, day) => addCoins(all, day.earned ?? NO_COINS), NO_COINS)
  return {
    outcome: 'figures',
    figures: {
      period: length,
      persona,
      personas,
      days,
      totals: { ...sum(shown), ...(fans.get(chosen?.id ?? null) ?? NO_FANS), earned },
    },
  }
}

/** Everything counted once: when the job ran meanwhile, what it took over is counted anew. */
async function countAll(
  ids: readonly string[],
  period: Period
): Promise<{ counted: readonly DayOfPersona[]; fans: ReadonlyMap<string | null, Fans> }> {
  const since = await uncountedSince(period)
  const [counted, fans] = await Promise.all([
    countsByDay(ids, period, since),
    fansOf(ids, period, since),
  ])
  const still = (await uncountedSince(period)).getTime() === since.getTime()
  return still ? { counted, fans } : countAll(ids, period)
}

function meantBy(name: string, own: readonly OwnPersona[]): OwnPersona | null {
  const words = searchName(name)
  return own.find((one) => one.slug === words || searchName(one.name) === words) ?? null
}

function daysOf(
  { days }: Period,
  rows: readonly DayOfPersona[],
  earnings: ReadonlyMap<string, ByBucket> | null
): StudioDay[] {
  const byDay = Map.groupBy(rows, (row) => row.day)
  return days.map((day) => ({
    day,
    ...sum(byDay.get(day) ?? []),
    earned: earnings && (earnings.get(day) ?? NO_COINS),
  }))
}

const sum = (rows: readonly Counts[]): Counts => rows.reduce(addCounts, NO_COUNTS)
