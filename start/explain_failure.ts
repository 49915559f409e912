import { prettyPrintError } from '@adonisjs/core'
import { SettingsError } from '#start/settings_error'

/** Tells why the program did not start: in plain words what to change, else the error with its source. */
export async function explainFailure(error: unknown): Promise<void> {
  process.exitCode = 1
  const words = error instanceof SettingsError ? error.message : inPlainWords(error)
  if (words === null) await prettyPrintError(error)
  else process.stderr.write(`\n${words}\n\n`)
}

/** What a person can do about an error of the system or of Postgres; null when it is none of those. */
function inPlainWords(error: unknown): string | null {
  const { code, syscall, port } = fieldsOf(error)
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use by another program. Stop that one, or set PORT to a free port.`
    case 'EACCES':
      return syscall === 'listen'
        ? `The system does not let this program listen on port ${port}. Set PORT to one above 1023.`
        : null
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
      return `${serverAt(port)} does not answer (${code}). Start it, or correct that setting.`
    // Postgres' own codes: postgresql.org/docs/18/errcodes-appendix.html
    case '28P01':
    case '28000':
      return 'Postgres does not know the user or the password in DATABASE_URL. Correct that setting.'
    case '3D000':
      return 'The database that DATABASE_URL names does not exist. Create it, or correct that setting.'
    default:
      return null
  }
}

/** Which of our servers was called: the one on this port, the database where that is not known. */
function serverAt(port: string): string {
  const redis = process.env.REDIS_URL
  const isRedis = redis && URL.canParse(redis) && (new URL(redis).port || '6379') === port
  return isRedis ? 'The Redis of REDIS_URL' : 'The database of DATABASE_URL'
}

function fieldsOf(error: unknown): { code: string; syscall: string; port: string } {
  const field = (name: string): string =>
    typeof error === 'object' && error !== null ? String(Reflect.get(error, name) ?? '') : ''
  return { code: field('code'), syscall: field('syscall'), port: field('port') }
}
