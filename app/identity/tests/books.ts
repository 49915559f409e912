import ace from '@adonisjs/core/services/ace'
import type { Assert } from '@japa/assert'

/** Fails when `ledger:verify` finds anything. */
export async function booksAreWhole(assert: Assert): Promise<void> {
  const { exitCode } = await ace.exec('ledger:verify', [])
  assert.oneOf(exitCode, [undefined, 0], 'ledger:verify found something')
}
