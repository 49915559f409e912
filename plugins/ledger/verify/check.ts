/** A rule of the books, and the query that finds what breaks it. */
export interface BookCheck {
  /** Stable name for machines. */
  name: string
  /** The rule, for people. */
  rule: string
  /** Gives a row for each violation: `subject` (what it is about) and `found` (what is wrong), both text. */
  sql: string
}
