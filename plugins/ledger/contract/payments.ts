/** What payments, returns and sales do to the books. */
import type { Memo } from '#plugins/ledger/contract/coins'
import type { MoneyLeg } from '#plugins/ledger/contract/transfers'

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
