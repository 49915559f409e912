/**
 * The ledger's door: everything that other plugins may know of it.
 *
 * Amounts are bigint **millicoins** (1 coin = 1000). Each writing operation takes the caller's `key`:
 * the same key with the same content returns the first result, with other content it is refused as
 * `key_conflict` (a bug of the caller, so it is thrown).
 */
import type {
  CaptureOutcome,
  CaptureRequest,
  HoldOutcome,
  HoldRequest,
  ReleaseOutcome,
  ReleaseRequest,
  SpendCaps,
} from '#plugins/ledger/contract/holds'
import type {
  GiveBackOutcome,
  GiveBackRequest,
  RestoreOutcome,
  RestoreRequest,
  ReverseOutcome,
  ReverseRequest,
  SellOutcome,
  SellRequest,
  TopUpOutcome,
  TopUpRequest,
} from '#plugins/ledger/contract/payments'
import type {
  EarningsDay,
  PayableEarnings,
  StatementPage,
  WalletBalance,
} from '#plugins/ledger/contract/reading'
import type {
  BookedTransfer,
  TransferOutcome,
  TransferRequest,
} from '#plugins/ledger/contract/transfers'

export * from '#plugins/ledger/contract/coins'
export * from '#plugins/ledger/contract/errors'
export * from '#plugins/ledger/contract/holds'
export * from '#plugins/ledger/contract/payments'
export * from '#plugins/ledger/contract/reading'
export * from '#plugins/ledger/contract/transfers'

export interface LedgerService {
  /**
   * Sets coins aside before a service is rendered. It does not wait for the disk: a crash of the database's server may take
   * a hold of its last moments along, with nothing that was written down after it. Capturing it is then `unknown_hold`.
   */
  hold(request: HoldRequest): Promise<HoldOutcome>
  /** Takes held coins and splits them between creator and platform. */
  capture(request: CaptureRequest): Promise<CaptureOutcome>
  /** Gives held coins back. */
  release(request: ReleaseRequest): Promise<ReleaseOutcome>
  /** Moves value between accounts. */
  transfer(request: TransferRequest): Promise<TransferOutcome>
  /** Gives the welcome coins: once per person, whoever calls it and how often. True when given now. */
  grantWelcome(personId: string): Promise<boolean>
  /** A creator's own share in basis points for holds from now on; null goes back to the setting. */
  setCreatorShare(creatorId: string, basisPoints: number | null): Promise<void>
  /** Adds coins that were paid for; settles what the person owes first. */
  topUp(request: TopUpRequest): Promise<TopUpOutcome>
  /** Takes back what a top-up gave: see {@link ReverseOutcome} for the order. */
  reverse(request: ReverseRequest): Promise<ReverseOutcome>
  restore(request: RestoreRequest): Promise<RestoreOutcome>
  /** Books money for something other than coins. No caps count it. */
  sell(request: SellRequest): Promise<SellOutcome>
  /** @throws `not_reversible` for more than the capture took, less what was given back before */
  giveBack(request: GiveBackRequest): Promise<GiveBackOutcome>
  /** A person's own limits; null where there are none. Holds beyond them are refused as `cap_reached`. */
  setCaps(personId: string, caps: SpendCaps): Promise<void>
  caps(personId: string): Promise<{ caps: SpendCaps; spentToday: bigint; spentThisMonth: bigint }>
  payable(creatorId: string, pendingSeconds: number): Promise<PayableEarnings>
  balance(personId: string): Promise<WalletBalance>
  /** Transfers with all of their legs, at most 1000; unknown ids are left out. */
  transfers(transferIds: readonly string[]): Promise<readonly BookedTransfer[]>
  /** Newest first. `page` from 1; out of range is clamped. */
  statement(personId: string, page: number): Promise<StatementPage>
  /**
   * A creator's shares in captures and sales from `from` until before `to`, oldest first; days without any are left out.
   * It reads the entries of the span.
   */
  earningsByDay(creatorId: string, from: Date, to: Date): Promise<readonly EarningsDay[]>
}

declare module '#app/plugin_kit/types' {
  interface Services {
    ledger: LedgerService
  }
}
