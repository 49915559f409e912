/**
 * The ledger's door: everything that other plugins may know of it.
 *
 * Amounts are bigint **millicoins** (1 coin = 1000). Each writing operation takes the caller's `key`:
 * the same key with the same content returns the first result, with other content it is refused as
 * `key_conflict` (a bug of the caller, so it is thrown).
 */

/** 1 coin = 1000 millicoins. */
export const COIN = 1000n

/** Where coins came from. Spent in this order; only `earned` can be paid out. */
export const BUCKETS = ['promo', 'purchased', 'earned'] as const
export type Bucket = (typeof BUCKETS)[number]
export type ByBucket = Readonly<Record<Bucket, bigint>>

export interface HoldRequest {
  key: string
  /** Who pays. */
  personId: string
  /** Millicoins, above zero. */
  amount: bigint
  /** Whom a capture credits with the creator's share; null when the whole of it is the platform's. */
  creatorId: string | null
  /** What for, shown in the statement: an i18n key and its data. */
  memo: Memo
  /** Seconds until the sweeper releases it. Default 600, at most 3600. */
  lifetime?: number
}

export interface Memo {
  /** i18n key, for instance `personas.memo.reply`. */
  key: string
  data?: Readonly<Record<string, string>>
}

export type HoldOutcome =
  | {
      outcome: 'held'
      holdId: string
      /** Millicoins that can still be spent. */ available: bigint
    }
  | { outcome: 'insufficient_coins'; available: bigint; needed: bigint }
  /** The payer's own limit stands against it. */
  | ({ outcome: 'cap_reached' } & CapState)
  /** The same key was used before, and that hold has ended: nothing is held now. */
  | { outcome: 'already_captured' | 'already_released'; holdId: string }

/** How much a person lets themselves spend, millicoins; null is no limit. Days and months are of UTC. */
export interface SpendCaps {
  daily: bigint | null
  monthly: bigint | null
}
/** The limit that is nearest, or was reached. */
export interface CapState {
  period: 'day' | 'month'
  /** Millicoins. What is held counts as spent. */
  cap: bigint
  spent: bigint
  resetsAt: Date
}

export interface CaptureRequest {
  key: string
  holdId: string
  /** Millicoins to take, above zero and at most the hold; the rest is released. Default: all of it. */
  amount?: bigint
}

export type CaptureOutcome =
  | {
      outcome: 'captured'
      transferId: string
      amount: bigint
      /** Millicoins for the creator and for the platform; they sum to `amount`. */
      creatorShare: bigint
      platformShare: bigint
      /** What the payer can spend now. */
      available: bigint
    }
  /** Released by the caller or by the sweeper before: nothing was taken. */
  | { outcome: 'already_released' }

export interface ReleaseRequest {
  key: string
  holdId: string
}
export type ReleaseOutcome =
  { outcome: 'released'; amount: bigint; available: bigint } | { outcome: 'already_captured' }

/** A place that coins come from or go to. */
export type AccountRef =
  | { kind: 'wallet'; personId: string; bucket: Bucket }
  /** A creator's earnings not yet moved to the wallet's `earned` bucket, by the coins' kind. */
  | { kind: 'earnings'; personId: string; bucket: Bucket }
  /** What the platform earned, by the coins' kind. */
  | { kind: 'revenue'; bucket: Bucket }
  /** Where coins are made and end: the platform's promotion budget, sales, pay-outs. */
  | { kind: 'system'; name: SystemAccount; commodity?: string }

/**
 * Accounts of the operator's, in coins and in each kind of money. `gateway_…`: what a gateway owes us (money alone);
 * `fees`: what gateways kept; `tax`: what is owed to the state; `payouts_due`: coins of payouts under way;
 * `disputes`: what a dispute holds back.
 */
export type SystemAccount =
  | 'promotion'
  | 'sales'
  | 'payouts'
  | 'payouts_due'
  | 'adjustments'
  | 'fees'
  | 'tax'
  | 'disputes'
  | `gateway_${string}`

export interface TransferRequest {
  key: string
  memo: Memo
  /**
   * Legs sum to zero per commodity. Coins in millicoins; fiat in its minor unit.
   * `commodity` is COIN by default.
   */
  legs: readonly { account: AccountRef; amount: bigint; commodity?: string }[]
}
export type TransferOutcome =
  | { outcome: 'transferred'; transferId: string }
  | { outcome: 'insufficient_coins'; available: bigint; needed: bigint }

/** A leg in money: minor units of an ISO 4217 currency, or whole Stars (`XTR`). Legs sum to zero per commodity. */
export interface MoneyLeg {
  account: SystemAccount
  commodity: string
  amount: bigint
}

/** Coins that were bought: one transfer with the coins and the money. */
export interface TopUpRequest {
  key: string
  personId: string
  /** Millicoins that were paid for, above zero, out of `sales`. */
  purchased: bigint
  /** Millicoins given on top, out of `promotion`. */
  promo: bigint
  memo: Memo
  money: readonly MoneyLeg[]
}
export interface TopUpOutcome {
  outcome: 'topped_up'
  transferId: string
  /** Millicoins of it that settled what the person owed, instead of reaching the wallet. */
  settled: bigint
  available: bigint
  /** False when the key had done it before. */
  fresh: boolean
}

/** Who bears coins that were spent before their money went back: creator and platform by their shares, or the platform. */
export const BEARERS = ['shared', 'platform'] as const
export type Bearer = (typeof BEARERS)[number]

/** Takes back what a top-up or a sale gave, or a part of it. */
export interface ReverseRequest {
  key: string
  /** The top-up's `transferId`, or the sale's. */
  topUpId: string
  /** Millicoins to take back of each kind; with what was taken back before, at most what the top-up gave. */
  purchased: bigint
  promo: bigint
  memo: Memo
  money: readonly MoneyLeg[]
  bearer: Bearer
}
export interface ReverseOutcome {
  outcome: 'reversed'
  transferId: string
  /** Millicoins out of the wallet; they sum with the rest to what was asked. */
  fromWallet: bigint
  fromCreators: readonly { creatorId: string; amount: bigint }[]
  fromPlatform: bigint
  /** What nobody had any more: the person owes it, and the next top-up settles it first. */
  owed: bigint
  fresh: boolean
}

/** Gives back what a reversal took: the dispute was won. One per reversal. */
export interface RestoreRequest {
  key: string
  /** The reversal's `transferId`. */
  reversalId: string
  memo: Memo
  money: readonly MoneyLeg[]
}
export interface RestoreOutcome {
  outcome: 'restored'
  transferId: string
  fresh: boolean
}

/** Gives captured coins back to whom they were taken from: all of them, or a part. */
export interface GiveBackRequest {
  key: string
  /** The capture's `transferId`. */
  captureId: string
  /** Millicoins; with what was given back before, at most the capture. Default: all that is left of it. */
  amount?: bigint
  memo: Memo
}
/** The creator's part comes out of their earnings as far as they are still there; the platform bears the rest. */
export interface GiveBackOutcome {
  outcome: 'given_back'
  /** Null where nothing was left to give. */
  transferId: string | null
  /** Millicoins. What a reversal of the coins' top-up took out of the capture is not given once more. */
  amount: bigint
  fromCreator: bigint
  fromPlatform: bigint
  /** What the payer can spend now. */
  available: bigint
  /** False when the key had done it before. */
  fresh: boolean
}

/**
 * Money for something other than coins: one transfer with the money and with the coins that it is worth, which go out of
 * `sales` straight to creator and platform by the split, as `purchased`; no wallet is touched.
 */
export interface SellRequest {
  key: string
  /** Who paid. */
  personId: string
  creatorId: string
  /** Millicoins, above zero. */
  coins: bigint
  memo: Memo
  money: readonly MoneyLeg[]
}
export interface SellOutcome {
  outcome: 'sold'
  /** {@link ReverseRequest} takes it as its `topUpId`: it comes out of the creator's earnings and the platform's. */
  transferId: string
  creatorShare: bigint
  platformShare: bigint
  fresh: boolean
}

/** What a creator's earnings from bought coins (`purchased`) are: the only ones that become money. Millicoins. */
export interface PayableEarnings {
  /** Younger than `pendingSeconds`. */
  pending: bigint
  /** May be paid out. */
  available: bigint
}

export interface WalletBalance {
  /** Spendable now, by bucket: what is held is not in it. */
  buckets: ByBucket
  /** Sum of `buckets`. */
  available: bigint
  /** In holds that are open. */
  held: bigint
  /** Everything that ever came in, and everything that was ever paid. */
  lifetimeReceived: bigint
  lifetimeSpent: bigint
  /** A creator's earnings, by the kind of the coins. */
  earnings: ByBucket
  /** What the person owes after a refund: the next top-up settles it first. Millicoins. */
  owed: bigint
  /** `available` is under the low-balance limit (10 coins by default). */
  low: boolean
}

export interface StatementPage {
  lines: readonly StatementLine[]
  page: number
  pages: number
}
export interface StatementLine {
  transferId: string
  at: Date
  memo: Memo
  /** Millicoins; negative when paid. */
  amount: bigint
  bucket: Bucket
}

/** A leg of a transfer, as it stands in the books. */
export interface BookedLeg {
  account: 'wallet' | 'earnings' | 'revenue' | 'system' | 'receivable'
  /** Of a system account. */
  name: string | null
  /** Whose wallet, earnings or debt it is. */
  personId: string | null
  bucket: Bucket | null
  commodity: string
  /** Millicoins, or minor units of the commodity. */
  amount: bigint
}
export interface BookedTransfer {
  transferId: string
  /** The caller's. */
  key: string
  at: Date
  memo: Memo
  legs: readonly BookedLeg[]
}

/** What captures and sales brought a creator on one day. */
export interface EarningsDay {
  /** `YYYY-MM-DD`, in UTC. */
  day: string
  /** Millicoins, by the kind of the coins. */
  buckets: ByBucket
}

/** What a caller did wrong; thrown, since it is a mistake in the program and no outcome. */
export const LEDGER_FAULTS = [
  /** The key was used before, for something else. */
  'key_conflict',
  /** There is no such hold; or the server lost it: see {@link LedgerService.hold}. */
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
