/** An error, shaped like Razorpay's (razorpay.com/docs/api/errors). */
export class RazorpayApiError extends Error {
  constructor(
    readonly status: number,
    readonly description: string,
    readonly field?: string
  ) {
    super(description)
  }

  get body() {
    return {
      error: {
        code: this.status >= 500 ? 'SERVER_ERROR' : 'BAD_REQUEST_ERROR',
        description: this.description,
        source: 'business',
        step: 'payment_initiation',
        reason: 'input_validation_failed',
        metadata: {},
        ...(this.field !== undefined && { field: this.field }),
      },
    }
  }
}

export const refuse = (description: string, field?: string): never => {
  throw new RazorpayApiError(400, description, field)
}
