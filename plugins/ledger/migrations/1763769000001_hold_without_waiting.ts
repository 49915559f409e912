import { BaseSchema } from '@adonisjs/lucid/schema'
import { changedFunction } from '#plugins/ledger/support/changed_function'

/**
 * A hold does not wait for the disk. It moves nothing between owners, and Postgres writes its log in order: whatever is
 * written down after it, its capture above all, takes it along.
 */
const NO_WAIT = `-- Until this transaction ends: a hold may be lost with the server's last moments, and then nothing that came after it is there.
  perform set_config('synchronous_commit', 'off', true);
`

/** Each: the function, and what it begins with. */
const BEGINNINGS = [
  ['ledger_hold', '  perform ledger_open_earnings(p_creators);'],
  ['ledger_hold_one', '  ord := 1;'],
] as const

export default class extends BaseSchema {
  override async up() {
    for (const [name, beginning] of BEGINNINGS) {
      this.schema.raw(changedFunction(name, beginning, `  ${NO_WAIT}${beginning}`))
    }
  }

  override async down() {
    for (const [name, beginning] of BEGINNINGS) {
      this.schema.raw(changedFunction(name, `  ${NO_WAIT}${beginning}`, beginning))
    }
  }
}
