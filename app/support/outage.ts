/**
 * Ways in which Postgres (or the way to it) says that it is away for a while: refused and broken connections,
 * class 08 and shutting down or starting (57P01–57P03, from its manual's appendix A), and a pool that waits in vain.
 */
const CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  '57P01',
  '57P02',
  '57P03',
])

/** Whether an error means that the database is away, and that the same thing may work later. */
export function isOutage(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isOutage)
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return (
    CODES.has(code) ||
    code.startsWith('08') ||
    error.name === 'KnexTimeoutError' ||
    error.message === 'Connection terminated unexpectedly'
  )
}
