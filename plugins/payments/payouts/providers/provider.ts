import type { Payee, Payout } from '#plugins/payments/payouts/payout'

/** How money reaches a creator. */
export interface PayoutProvider {
  /**
   * Sends money; the same payout again is the same transfer. Throws when it is not known what happened: then it is
   * asked again with the same key.
   */
  send(payout: Payout, payee: Payee): Promise<SendOutcome>
  /** A page of the provider where a creator says who they are and where the money goes. */
  onboard(request: {
    personId: string
    /** The creator's account there, when there is one already. */
    account: string | null
    email: string | null
    /** Absolute address to come back to. */
    backTo: string
  }): Promise<{ account: string; url: string }>
  /** Whether the account can take money now. */
  isReady(account: string): Promise<boolean>
}

export type SendOutcome =
  | { outcome: 'sent'; providerPayout: string }
  /** Not now: the operator's own balance at the provider is too low, for instance. Tried again later. */
  | { outcome: 'later'; reason: string }
  /** Never: the account was closed, for instance. The coins go back. */
  | { outcome: 'refused'; reason: string }
