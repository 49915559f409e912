/** What Stripe answers when it refuses (docs.stripe.com/api/errors). */
export type FaultType = 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error'

export interface FaultDetails {
  code?: string
  param?: string
  decline_code?: string
  /** The intent whose charge was declined. */
  payment_intent?: unknown
  payment_method?: unknown
}

export class StripeFault extends Error {
  constructor(
    readonly status: number,
    readonly type: FaultType,
    message: string,
    readonly details: FaultDetails = {}
  ) {
    super(message)
  }

  body(): { error: Record<string, unknown> } {
    const { code } = this.details
    return {
      error: {
        type: this.type,
        message: this.message,
        ...this.details,
        ...(code && { doc_url: `https://stripe.com/docs/error-codes/${code}` }),
      },
    }
  }
}

export const invalid = (message: string, details: FaultDetails = {}): StripeFault =>
  new StripeFault(400, 'invalid_request_error', message, details)

/** Of an id in the path: 404. Of one in a parameter: 400. */
export const noSuch = (what: string, id: string, param?: string): StripeFault =>
  new StripeFault(param ? 400 : 404, 'invalid_request_error', `No such ${what}: '${id}'`, {
    code: 'resource_missing',
    param: param ?? 'id',
  })
