/** What the program counts, for Prometheus. Names are part of what operators rely on. */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

export const registry = new Registry()

const registers = [registry]

/** Upper bounds for what a person waits for, seconds. */
const WAIT_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

/** Updates that the bots took, by what became of them. */
export const turnsTotal = new Counter({
  name: 'greenroom_turns_total',
  help: 'Updates taken by the bots',
  labelNames: ['frontend', 'outcome'] as const,
  registers,
})

export const turnSeconds = new Histogram({
  name: 'greenroom_turn_seconds',
  help: 'Time from taking an update to the end of its turn',
  labelNames: ['frontend'] as const,
  buckets: WAIT_BUCKETS,
  registers,
})

/** Replies of personas, by what became of them. */
export const repliesTotal = new Counter({
  name: 'greenroom_replies_total',
  help: 'Replies of personas',
  labelNames: ['frontend', 'outcome'] as const,
  registers,
})

/** What was done with held coins. */
export const holdsTotal = new Counter({
  name: 'greenroom_holds_total',
  help: 'Operations on holds',
  labelNames: ['operation', 'outcome'] as const,
  registers,
})

/** Attempts of jobs: done, failed (another attempt follows) or dead. */
export const jobsTotal = new Counter({
  name: 'greenroom_jobs_total',
  help: 'Attempts of jobs',
  labelNames: ['topic', 'outcome'] as const,
  registers,
})

export const jobSeconds = new Histogram({
  name: 'greenroom_job_seconds',
  help: 'Duration of one attempt of a job',
  labelNames: ['topic'] as const,
  buckets: WAIT_BUCKETS,
  registers,
})

/** Webhooks of the gateways: kept, known (a copy), or wrong_signature, of which there is no other trace. */
export const webhooksTotal = new Counter({
  name: 'greenroom_webhooks_total',
  help: 'Webhooks of payment gateways',
  labelNames: ['provider', 'outcome'] as const,
  registers,
})

export const outboxRows = new Gauge({
  name: 'greenroom_outbox_rows',
  help: 'Rows of the outbox that are not done',
  labelNames: ['state'] as const,
  registers,
})

export const outboxLagSeconds = new Gauge({
  name: 'greenroom_outbox_lag_seconds',
  help: 'How long the oldest row of the outbox that is due has been waiting',
  registers,
})

/** Answers to web requests. `route` is the route's pattern, so that its values stay few. */
export const httpSeconds = new Histogram({
  name: 'greenroom_http_request_seconds',
  help: 'Duration of web requests',
  labelNames: ['method', 'route', 'status'] as const,
  buckets: WAIT_BUCKETS,
  registers,
})

let collecting = false

/** Adds the process's own metrics (memory, CPU, event loop), once; the loop is watched from then on. */
export function collectProcessMetrics(): void {
  if (collecting) return
  collecting = true
  collectDefaultMetrics({ register: registry, prefix: 'greenroom_' })
}
