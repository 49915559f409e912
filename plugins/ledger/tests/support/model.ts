import { BUCKETS } from '#plugins/ledger/api'
import type { Bucket } from '#plugins/ledger/api'

/** The rules of the ledger in a few lines of TypeScript, written apart from its SQL: what tests compare with. */
export type Coins = Record<Bucket, bigint>
export const none = (): Coins => ({ promo: 0n, purchased: 0n, earned: 0n })
const sum = (coins: Coins): bigint => coins.promo + coins.purchased + coins.earned

/** Takes an amount out of coins in spending order. */
function take(from: Coins, amount: bigint): Coins {
  const taken = none()
  for (const bucket of BUCKETS) {
    taken[bucket] = from[bucket] < amount ? from[bucket] : amount
    amount -= taken[bucket]
  }
  return taken
}

interface ModelHold {
  id: string
  content: string
  fan: string
  creator: string | null
  coins: Coins
  shareBp: bigint
  state: 'held' | 'captured' | 'released'
  endedKey: string | null
  captured: bigint
}

/** A movement of coins of one kind into a wallet, or out of it. */
export interface ModelEvent {
  ref: string
  person: string
  bucket: Bucket
  /** Negative when they leave. */
  amount: bigint
  /** For a capture: whose share of it how much was. */
  paid?: { creator: string | null; share: bigint }
}

export class LedgerModel {
  /** What came into wallets and left them, in order. */
  readonly journal: ModelEvent[] = []
  readonly wallets = new Map<string, Coins>()
  readonly earnings = new Map<string, Coins>()
  readonly revenue = none()
  readonly spent = new Map<string, bigint>()
  readonly shares = new Map<string, bigint>()
  readonly holds = new Map<string, ModelHold>()
  readonly #holdKeys = new Map<string, ModelHold>()
  readonly #captureKeys = new Map<string, string>()
  readonly #releaseKeys = new Map<string, string>()
  readonly #transferKeys = new Map<string, string>()

  wallet = (fan: string): Coins => this.#at(this.wallets, fan)
  earningsOf = (creator: string): Coins => this.#at(this.earnings, creator)
  available = (fan: string): bigint => sum(this.wallet(fan))

  hold(key: string, fan: string, amount: bigint, creator: string | null): string {
    const content = `${fan} ${amount} ${creator}`
    const known = this.#holdKeys.get(key)
    if (known) {
      if (known.content !== content) return 'key_conflict'
      return known.state === 'held' ? `held ${this.available(fan)}` : `already_${known.state}`
    }
    const wallet = this.wallet(fan)
    const cap = this.capReached(fan, amount)
    if (cap) return cap
    if (sum(wallet) < amount) return `insufficient_coins ${sum(wallet)} ${amount}`
    const coins = take(wallet, amount)
    for (const bucket of BUCKETS) wallet[bucket] -= coins[bucket]
    const hold: ModelHold = {
      id: '',
      content,
      fan,
      creator,
      coins,
      shareBp: (creator && this.shares.get(creator)) || 7_000n,
      state: 'held',
      endedKey: null,
      captured: 0n,
    }
    this.#holdKeys.set(key, hold)
    return `held ${sum(wallet)}`
  }

  /** Says which id the ledger gave to the hold of a key. */
  name(key: string, id: string): void {
    const hold = this.#holdKeys.get(key)
    if (!hold) return
    hold.id = id
    this.holds.set(id, hold)
  }

  capture(key: string, id: string, asked?: bigint): string {
    const hold = this.holds.get(id)
    if (!hold) return 'unknown_hold'
    const amount = asked ?? sum(hold.coins)
    if (hold.state === 'released') return 'already_released'
    if (hold.state === 'held') {
      if (amount > sum(hold.coins)) return 'too_much'
      if (this.#captureKeys.has(key)) return 'key_conflict'
      this.#captureKeys.set(key, id)
      this.#settle(hold, amount)
      Object.assign(hold, { state: 'captured', endedKey: key, captured: amount })
    } else {
      if (hold.endedKey !== key) return 'captured_otherwise'
      if (hold.captured !== amount) return 'key_conflict'
    }
    const creatorShare = hold.creator ? (amount * hold.shareBp) / 10_000n : 0n
    return `captured ${amount} ${creatorShare} ${amount - creatorShare} ${this.available(hold.fan)}`
  }

  release(key: string, id: string): string {
    const hold = this.holds.get(id)
    if (!hold) return 'unknown_hold'
    const owner = this.#releaseKeys.get(key)
    if (owner !== undefined && owner !== id) return 'key_conflict'
    if (hold.state === 'captured') return 'already_captured'
    if (hold.state === 'held') {
      this.#releaseKeys.set(key, id)
      this.#giveBack(hold)
    }
    return `released ${sum(hold.coins)} ${this.available(hold.fan)}`
  }

  /** Coins that come from outside. */
  fund(key: string, fan: string, bucket: Bucket, amount: bigint): string {
    return this.#once(key, `fund ${fan} ${bucket} ${amount}`, () => {
      this.receive(key, fan, bucket, amount)
      return 'transferred'
    })
  }

  /** A creator takes earnings into the wallet. */
  draw(key: string, creator: string, from: Bucket, to: Bucket, amount: bigint): string {
    return this.#once(key, `draw ${creator} ${from} ${to} ${amount}`, () => {
      if (from !== to && !(from === 'purchased' && to === 'earned')) return 'kind_changed'
      const earnings = this.earningsOf(creator)
      if (earnings[from] < amount) return `insufficient_coins ${earnings[from]} ${amount}`
      earnings[from] -= amount
      this.receive(key, creator, to, amount)
      return 'transferred'
    })
  }

  sweep(): void {
    for (const hold of this.holds.values()) if (hold.state === 'held') this.#giveBack(hold)
  }

  /** Who pays without limits of their own. */
  protected capReached(_fan: string, _amount: bigint): string | null {
    return null
  }

  /** Coins come into a wallet. */
  protected receive(ref: string, person: string, bucket: Bucket, amount: bigint): void {
    if (amount === 0n) return
    this.wallet(person)[bucket] += amount
    this.journal.push({ ref, person, bucket, amount })
  }

  /** Coins leave a wallet. */
  protected give(ref: string, person: string, bucket: Bucket, amount: bigint): void {
    if (amount === 0n) return
    this.wallet(person)[bucket] -= amount
    this.spent.set(person, (this.spent.get(person) ?? 0n) + amount)
    this.journal.push({ ref, person, bucket, amount: -amount })
  }

  #once(key: string, content: string, work: () => string): string {
    const known = this.#transferKeys.get(key)
    if (known !== undefined) return known === content ? 'transferred' : 'key_conflict'
    const outcome = work()
    if (outcome === 'transferred') this.#transferKeys.set(key, content)
    return outcome
  }

  #giveBack(hold: ModelHold): void {
    hold.state = 'released'
    for (const bucket of BUCKETS) this.wallet(hold.fan)[bucket] += hold.coins[bucket]
  }

  #settle(hold: ModelHold, amount: bigint): void {
    const taken = take(hold.coins, amount)
    let upto = 0n
    let shared = 0n
    for (const bucket of BUCKETS) {
      this.wallet(hold.fan)[bucket] += hold.coins[bucket] - taken[bucket]
      upto += taken[bucket]
      const share = hold.creator ? (upto * hold.shareBp) / 10_000n - shared : 0n
      shared += share
      if (hold.creator) this.earningsOf(hold.creator)[bucket] += share
      this.revenue[bucket] += taken[bucket] - share
      const { fan, creator } = hold
      const paid = { creator, share }
      if (taken[bucket] > 0n)
        this.journal.push({ ref: hold.id, person: fan, bucket, amount: -taken[bucket], paid })
    }
    this.spent.set(hold.fan, (this.spent.get(hold.fan) ?? 0n) + amount)
  }

  #at(map: Map<string, Coins>, id: string): Coins {
    const found = map.get(id) ?? none()
    map.set(id, found)
    return found
  }
}
