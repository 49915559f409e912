/** What a caller did wrong; thrown, since it is a mistake in the program and no outcome. */
export const LEDGER_FAULTS = [
  /** The key was used before, for something else. */
  'key_conflict',
  /** There is no such hold; or the server lost it: see `LedgerService.hold`. */
  'unknown_hold',
  /** The hold was captured before, under another key. */
  'captured_otherwise',
  /** The capture is larger than the hold. */
  'too_much',
  /** There is no such top-up or reversal, or more was to be taken back than it gave. */
  'not_reversible',
  /** The legs of a transfer do not sum to zero. */
  'unbalanced',
  /** A transfer would turn coins of one kind into another. */
  'kind_changed',
  /** An amount, id, key or number is not what the contract says. */
  'invalid',
  /** The key is so contended that no answer was reached. */
  'contended',
] as const
export type LedgerFault = (typeof LEDGER_FAULTS)[number]

export class LedgerError extends Error {
  readonly code = 'E_LEDGER'
  constructor(
    readonly fault: LedgerFault,
    message: string
  ) {
    super(message)
  }
}
