import app from '@adonisjs/core/services/app'
import coachConfig from '#config/coach'
import { sql } from '#app/support/sql'
import type { Spending } from '#plugins/ai/api'
import { COST_LIMITS } from '#plugins/coach/costs/limits'

/** What calls came to, in JSON: amounts are decimal strings. */
export interface ReportedSpending {
  calls: number
  /** Of them, those that gave no whole answer. */
  failed: number
  input_tokens: string
  output_tokens: string
  /** Millionths of a US dollar. */
  cost_micro_usd: string
}

export interface UsageReport {
  /** UTC, like every day in it. */
  today: ReportedSpending & {
    day: string
    /** From it on the admins are told. */
    alert_micro_usd: string
    /** ISO 8601; null while they were not told. */
    alerted_at: string | null
  }
  /** Of all the days. */
  total: ReportedSpending & { messages: number }
  /** The last 30, oldest first, also those without a call. */
  days: readonly (ReportedSpending & { day: string })[]
  /** Within these days, the dearest first. */
  creators: readonly (ReportedSpending & {
    person_id: string
    /** Of the cost, today's. */
    today_micro_usd: string
    messages: number
  })[]
  page: number
  has_more: boolean
  /** Millionths of a US dollar per 1,000 tokens. */
  models: readonly {
    id: string
    label: string
    server_model: string
    input_micro_usd: string
    output_micro_usd: string
  }[]
}

export interface UsageQuestion {
  /** One creator alone. */
  personId?: string | null
  /** From 1. */
  page?: number
}

const DAY_MS = 86_400_000
const NOTHING: Spending = {
  calls: 0,
  failed: 0,
  inputTokens: 0n,
  outputTokens: 0n,
  costMicroUsd: 0n,
}

/** What the coach costs: today against the limit, by day, by creator, and what models charge. */
export async function usageReport(
  { personId = null, page = 1 }: UsageQuestion = {},
  now = new Date()
): Promise<UsageReport> {
  const ai = (await app.container.make('plugins')).use('ai')
  const today = dayOf(now)
  const days = Array.from({ length: COST_LIMITS.days }, (_, n) =>
    dayOf(new Date(now.getTime() - (COST_LIMITS.days - 1 - n) * DAY_MS))
  )
  const query = { plugin: 'coach', since: new Date(`${days[0] ?? today}T00:00:00Z`) }
  const at = Math.min(Math.max(1, page), COST_LIMITS.pages)
  const [byDay, byPerson, alert] = await Promise.all([
    ai.spendingByDay(query),
    ai.spendingByPerson({
      ...query,
      lately: new Date(`${today}T00:00:00Z`),
      personId,
      offset: (at - 1) * COST_LIMITS.page,
      limit: COST_LIMITS.page + 1,
    }),
    alertOf(today),
  ])
  const shown = byPerson.slice(0, COST_LIMITS.page)
  const said = await messagesOf(
    shown.map((one) => one.personId),
    query.since
  )
  const spentOn = (day: string): Spending => byDay.find((one) => one.day === day) ?? NOTHING
  return {
    today: {
      day: today,
      ...reported(spentOn(today)),
      alert_micro_usd: coachConfig.dailyAlertMicroUsd.toString(),
      alerted_at: alert?.toISOString() ?? null,
    },
    total: { ...reported(sumOf(byDay)), messages: await messagesSince(query.since) },
    days: days.map((day) => ({ day, ...reported(spentOn(day)) })),
    creators: shown.map((one) => ({
      person_id: one.personId,
      ...reported(one),
      today_micro_usd: one.latelyMicroUsd.toString(),
      messages: said.get(one.personId) ?? 0,
    })),
    page: at,
    has_more: byPerson.length > COST_LIMITS.page,
    models: ai.prices().map(({ id, label, serverModel, input, output }) => ({
      id,
      label,
      server_model: serverModel,
      input_micro_usd: input.toString(),
      output_micro_usd: output.toString(),
    })),
  }
}

const dayOf = (at: Date): string => at.toISOString().slice(0, 10)

const reported = (spent: Spending): ReportedSpending => ({
  calls: spent.calls,
  failed: spent.failed,
  input_tokens: spent.inputTokens.toString(),
  output_tokens: spent.outputTokens.toString(),
  cost_micro_usd: spent.costMicroUsd.toString(),
})

const sumOf = (all: readonly Spending[]): Spending =>
  all.reduce(
    (sum, one) => ({
      calls: sum.calls + one.calls,
      failed: sum.failed + one.failed,
      inputTokens: sum.inputTokens + one.inputTokens,
      outputTokens: sum.outputTokens + one.outputTokens,
      costMicroUsd: sum.costMicroUsd + one.costMicroUsd,
    }),
    NOTHING
  )

async function alertOf(day: string): Promise<Date | null> {
  const [told] = await sql<{ at: Date }>(
    'select at from coach_cost_alerts where day = cast(:day as date)',
    { day }
  )
  return told?.at ?? null
}

async function messagesSince(since: Date): Promise<number> {
  const [row] = await sql<{ said: number }>(
    `select count(*)::integer as said from coach_messages where role = 'creator' and at >= :since`,
    { since }
  )
  return row?.said ?? 0
}

async function messagesOf(
  creators: readonly string[],
  since: Date
): Promise<ReadonlyMap<string, number>> {
  if (creators.length === 0) return new Map()
  const rows = await sql<{ creator_id: string; said: number }>(
    `select p.creator_id, count(*)::integer as said from coach_messages m join coach_projects p on p.id = m.project_id
     where p.creator_id = any(:creators::uuid[]) and m.role = 'creator' and m.at >= :since group by 1`,
    { creators: [...creators], since }
  )
  return new Map(rows.map((row) => [row.creator_id, row.said]))
}
