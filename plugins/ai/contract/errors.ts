/** Why a model gave no (whole) answer. */
export type ModelFailure =
  | 'unavailable'
  | 'timeout'
  | 'rate_limited'
  | 'refused_request'
  | 'empty_answer'
  | 'broken_off'
  /** No server is connected, or it cannot do this. */
  | 'not_able'

export class ModelError extends Error {
  readonly code = 'E_MODEL'
  constructor(
    readonly failure: ModelFailure,
    options?: ErrorOptions
  ) {
    super(`The model failed: ${failure}`, options)
  }
}
