/** Why a file is no card that can be taken; each is worded under `personas.cards.errors.<problem>`. */
export const CARD_PROBLEMS = [
  /** More bytes than a card's file may have. */
  'too_large',
  /** The file ends too early. */
  'truncated',
  /** It contradicts itself: a wrong checksum, a broken archive. */
  'damaged',
  /** An archive that would grow far beyond its limits. */
  'bomb',
  /** A picture without a card in it. */
  'no_card',
  /** Text that is no JSON. */
  'not_json',
  /** JSON that is no card. */
  'not_a_card',
  /** Neither PNG, JSON nor CHARX. */
  'unknown_file',
  /** Its JSON is too long or too deep. */
  'card_too_large',
  /** Its picture has more bytes or pixels than a persona's may have. */
  'picture_too_large',
  /** Its lorebook has too many entries. */
  'lorebook_too_large',
] as const

export type CardProblem = (typeof CARD_PROBLEMS)[number]

/** The file is no card that can be taken. Nothing was written. */
export class CardError extends Error {
  readonly code = 'E_CARD'
  constructor(
    readonly problem: CardProblem,
    options?: ErrorOptions
  ) {
    super(`The card is refused: ${problem}`, options)
  }
}
