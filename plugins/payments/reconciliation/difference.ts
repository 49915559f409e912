/** What a gateway says and what is kept here, where they are not the same. */

export const DIFFERENCE_PARTS = ['payment', 'refund', 'dispute'] as const
export type DifferencePart = (typeof DIFFERENCE_PARTS)[number]

export const DIFFERENCE_KINDS = [
  'amount_differs',
  'currency_differs',
  /** Kept here; the gateway knows nothing of it. */
  'unknown_there',
  /** The gateway has it; here it belongs to nobody. */
  'unknown_here',
  /** It stands there, and came to nothing here. */
  'state_differs',
  /** The payment is right, and the ledger does not show it. */
  'books_differ',
  /** The gateway kept another fee than what is in the books. */
  'fee_differs',
  /** It could not be kept here; `ours.error` says why. */
  'not_repaired',
] as const
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number]

/** One side. Amounts are minor units, as digits. */
export interface Side {
  readonly amount?: string
  readonly currency?: string
  readonly fee?: string
  readonly state?: string
  readonly error?: string
}

export interface Finding {
  part: DifferencePart
  /** The gateway's id of it, and of the payment that it is of. */
  subject: string
  payment: string
  kind: DifferenceKind
  theirs: Side | null
  ours: Side | null
}
