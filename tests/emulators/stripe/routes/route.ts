import type { Form } from '#tests/emulators/stripe/form'
import type { World } from '#tests/emulators/stripe/world'

export interface StripeRequest {
  /** The names in the path, in their order. */
  ids: readonly string[]
  form: Form
  /** The connected account as which it is asked (`Stripe-Account`). */
  account: string | null
}

export interface Route {
  method: 'GET' | 'POST' | 'DELETE'
  /** `:id` stands for one part. */
  path: string
  /** The type that Stripe publishes for its parameters, below `Stripe.`. */
  params: string
  handle(world: World, request: StripeRequest): object
}

/** The first id in the path. */
export const idOf = ({ ids }: StripeRequest): string => ids[0] ?? ''
