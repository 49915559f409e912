import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { APP_ROOT } from '#start/root'

/** Fails when the books do not balance to the millicoin. */
export async function verifyBooks(): Promise<void> {
  const ace = fileURLToPath(new URL('ace.js', APP_ROOT))
  const { stdout } = await promisify(execFile)(process.execPath, [ace, 'ledger:verify', '--json'])
  const verdict: unknown = JSON.parse(stdout)
  if (
    typeof verdict !== 'object' ||
    verdict === null ||
    !('ok' in verdict) ||
    verdict.ok !== true
  ) {
    throw new Error(`The books are wrong: ${stdout}`)
  }
}
