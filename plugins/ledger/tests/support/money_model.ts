import { BUCKETS } from '#plugins/ledger/api'
import type { Bearer, Bucket } from '#plugins/ledger/api'
import { LedgerModel, none, type Coins, type ModelEvent } from '#plugins/ledger/tests/support/model'

/** Kinds that top-ups give, in the order in which they are taken back. */
const BOUGHT = ['promo', 'purchased'] as const

interface Part {
  /** The payment's event, by its number in the journal. */
  event: number
  amount: bigint
  share: bigint
  creator: string | null
  creatorTaken: bigint
  platformTaken: bigint
}

interface Taken {
  bucket: Bucket
  asked: bigint
  fromWallet: bigint
  fromLot: bigint
  owed: bigint
  parts: Part[]
}

interface ModelReversal {
  ref: string
  topUp: string
  person: string
  taken: Taken[]
  restored: boolean
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)
const most = (a: bigint, b: bigint): bigint => (a > b ? a : b)

/** Bought coins, taken back and given back; debts, caps and merges. Traces coins through a queue of lots. */
export class MoneyModel extends LedgerModel {
  readonly owed = new Map<string, Coins>()
  readonly caps = new Map<string, bigint>()
  readonly topUps = new Map<
    string,
    { content: string; person: string; gave: Coins; words: string }
  >()
  readonly reversals = new Map<string, ModelReversal & { content: string; words: string }>()
  readonly sales = new Map<
    string,
    { content: string; person: string; creator: string; coins: bigint; share: bigint }
  >()
  readonly restores = new Map<string, string>()
  readonly giveBacks = new Map<
    string,
    { holdId: string; content: string; words: string; parts: Part[] }
  >()
  readonly #mergedInto = new Map<string, string>()
  readonly #welcomed = new Set<string>()
  readonly #barred = new Set<string>()

  person = (id: string): string => this.#mergedInto.get(id) ?? id
  owedBy(id: string): Coins {
    const found = this.owed.get(id) ?? none()
    this.owed.set(id, found)
    return found
  }

  topUp(key: string, asked: string, gave: Coins): string {
    const content = `${asked} ${gave.purchased} ${gave.promo}`
    const known = this.topUps.get(key)
    const person = this.person(asked)
    if (known) return known.content === content ? known.words : 'key_conflict'
    let left = gave.purchased
    for (const bucket of ['purchased', 'promo'] as const) {
      const settled = least(left, this.owedBy(person)[bucket])
      this.owedBy(person)[bucket] -= settled
      left -= settled
    }
    this.receive(`top:${key}`, person, 'purchased', left)
    this.receive(`top:${key}`, person, 'promo', gave.promo)
    const words = `topped_up ${gave.purchased - left}`
    this.topUps.set(key, { content, person, gave, words })
    return words
  }

  /** Money for something else than coins: straight to the creator and the platform. */
  sell(key: string, person: string, creator: string, coins: bigint): string {
    const content = `${person} ${creator} ${coins}`
    const known = this.sales.get(key)
    if (known && known.content !== content) return 'key_conflict'
    const now = this.person(creator)
    const share = known?.share ?? (coins * (this.shares.get(now) || 7_000n)) / 10_000n
    if (!known) {
      this.earningsOf(now).purchased += share
      this.revenue.purchased += coins - share
      this.sales.set(key, { content, person, creator: now, coins, share })
    }
    return `sold ${share} ${coins - share}`
  }

  /** What a top-up or a sale gave. */
  gave(key: string): Coins | null {
    const sale = this.sales.get(key)
    return sale ? { ...none(), purchased: sale.coins } : (this.topUps.get(key)?.gave ?? null)
  }

  reverse(key: string, topUpKey: string, asked: Coins, bearer: Bearer): string {
    const content = `${topUpKey} ${asked.purchased} ${asked.promo} ${bearer}`
    if (this.sales.has(topUpKey)) return this.#reverseSale(key, topUpKey, asked.purchased, bearer)
    const topUp = this.topUps.get(topUpKey)
    if (!topUp) return 'not_reversible'
    const known = this.reversals.get(key)
    if (known) return known.content === content ? known.words : 'key_conflict'
    const person = this.person(topUp.person)
    for (const bucket of BOUGHT) {
      const before = this.#standing()
        .filter((reversal) => reversal.topUp === topUpKey)
        .flatMap(({ taken }) => taken.filter((one) => one.bucket === bucket))
        .reduce((sum, one) => sum + one.asked, 0n)
      if (before + asked[bucket] > topUp.gave[bucket]) return 'not_reversible'
    }
    // All of it is traced before anything moves.
    const taken = BOUGHT.map((bucket) => this.#trace(person, topUpKey, bucket, asked[bucket]))
    for (const one of taken) this.#take(key, person, one, bearer)
    const parts = taken.flatMap((one) => one.parts)
    const creators = new Map<string, bigint>()
    for (const { creator, creatorTaken } of parts) {
      if (creator && creatorTaken > 0n)
        creators.set(creator, (creators.get(creator) ?? 0n) + creatorTaken)
    }
    const total = (of: (one: Taken) => bigint) => taken.reduce((sum, one) => sum + of(one), 0n)
    const words = [
      'reversed',
      total((one) => one.fromWallet),
      parts.reduce((sum, part) => sum + part.platformTaken, 0n),
      total((one) => one.owed),
      ...[...creators].sort().map(([creator, amount]) => `${creator}:${amount}`),
    ].join(' ')
    this.reversals.set(key, {
      ref: key,
      topUp: topUpKey,
      person,
      taken,
      restored: false,
      content,
      words,
    })
    return words
  }

  /** The creator's share as far as it is there, the platform's money for the rest, there or not. */
  #reverseSale(key: string, saleKey: string, asked: bigint, bearer: Bearer): string {
    const content = `${saleKey} ${asked} 0 ${bearer}`
    const known = this.reversals.get(key)
    if (known) return known.content === content ? known.words : 'key_conflict'
    const sale = this.sales.get(saleKey)
    if (!sale) return 'not_reversible'
    const before = this.#standing()
      .filter((reversal) => reversal.topUp === saleKey)
      .flatMap(({ taken }) => taken.flatMap(({ parts }) => parts))
    const coins = before.reduce((sum, part) => sum + part.amount, asked)
    if (coins > sale.coins) return 'not_reversible'
    const due = before.reduce((sum, part) => sum - part.share, (coins * sale.share) / sale.coins)
    const share = most(0n, least(asked, due))
    const creator = this.person(sale.creator)
    const earnings = this.earningsOf(creator)
    const creatorTaken = least(bearer === 'platform' ? 0n : share, earnings.purchased)
    const platformTaken = least(asked - creatorTaken, this.revenue.purchased)
    earnings.purchased -= creatorTaken
    this.revenue.purchased -= platformTaken
    const part = { event: -1, amount: asked, share, creator, creatorTaken, platformTaken }
    const words = [
      `reversed 0 ${asked - creatorTaken} 0`,
      ...(creatorTaken > 0n ? [`${creator}:${creatorTaken}`] : []),
    ].join(' ')
    const one = { bucket: 'purchased', asked, fromWallet: 0n, fromLot: 0n, owed: 0n } as const
    this.reversals.set(key, {
      ref: key,
      topUp: saleKey,
      person: sale.person,
      taken: [{ ...one, parts: [part] }],
      restored: false,
      content,
      words,
    })
    return words
  }

  restore(key: string, reversalKey: string): string {
    const reversal = this.reversals.get(reversalKey)
    if (!reversal) return 'not_reversible'
    const known = this.restores.get(key)
    if (known) return known === reversalKey ? 'restored' : 'key_conflict'
    if (reversal.restored) return 'not_reversible'
    reversal.restored = true
    this.restores.set(key, reversalKey)
    const person = this.person(reversal.person)
    for (const { bucket, fromWallet, owed, parts } of reversal.taken) {
      this.receive(`restore:${reversalKey}`, person, bucket, fromWallet)
      const forgiven = least(owed, this.owedBy(person)[bucket])
      this.owedBy(person)[bucket] -= forgiven
      this.receive(`settled:${reversalKey}`, person, 'purchased', owed - forgiven)
      for (const { creator, creatorTaken, platformTaken } of parts) {
        if (creator) this.earningsOf(this.person(creator))[bucket] += creatorTaken
        this.revenue[bucket] += platformTaken
      }
    }
    return 'restored'
  }

  /** @param amount null for all that is left of what the capture took */
  giveBack(key: string, holdId: string, amount: bigint | null): string {
    const events = [...this.journal.entries()].filter(([, { ref, paid }]) => paid && ref === holdId)
    if (events.length === 0) return 'not_reversible'
    const known = this.giveBacks.get(key)
    const content = `${holdId} ${amount}`
    if (known) return known.content === content ? known.words : 'key_conflict'
    const paid = events.reduce((sum, [, event]) => sum - event.amount, 0n)
    const given = [...this.giveBacks.values()].filter((one) => one.holdId === holdId)
    const before = given.flatMap(({ parts }) => parts).reduce((sum, part) => sum + part.amount, 0n)
    if ((amount ?? 0n) + before > paid) return 'not_reversible'
    let left = amount ?? paid
    const parts: Part[] = []
    // The kinds that were spent last come first.
    for (const [event, { bucket, person, amount: moved }] of events.toReversed()) {
      const part = this.#part(event, least(left, -moved - this.#tracedTo(event)))
      left -= part.amount
      if (part.amount === 0n) continue
      if (part.creator) {
        part.creatorTaken = least(part.share, this.earningsOf(part.creator)[bucket])
        this.earningsOf(part.creator)[bucket] -= part.creatorTaken
      }
      part.platformTaken = least(part.amount - part.creatorTaken, this.revenue[bucket])
      this.revenue[bucket] -= part.platformTaken
      this.receive(`back:${key}`, this.person(person), bucket, part.amount)
      parts.push(part)
    }
    const sum = (of: (part: Part) => bigint) => parts.reduce((all, part) => all + of(part), 0n)
    const words = `given_back ${sum((part) => part.amount)} ${sum((part) => part.creatorTaken)}`
    if (parts.length > 0) this.giveBacks.set(key, { holdId, content, words, parts })
    return words
  }

  /** A creator's earnings from bought coins leave the program. */
  payout(creator: string, amount: bigint): string {
    if (this.earningsOf(creator).purchased < amount) return 'insufficient_coins'
    this.earningsOf(creator).purchased -= amount
    return 'transferred'
  }

  setCap(id: string, monthly: bigint | null): void {
    if (monthly === null) this.caps.delete(this.person(id))
    else this.caps.set(this.person(id), monthly)
  }

  welcome(id: string, amount: bigint): boolean {
    if (this.#welcomed.has(id) || this.#barred.has(id)) return false
    this.#welcomed.add(id)
    this.receive(`welcome:${id}`, id, 'promo', amount)
    return true
  }

  merge(from: string, into: string, welcome: bigint): string {
    const busy = [...this.holds.values()].some(
      ({ state, fan }) => state === 'held' && (fan === from || fan === into)
    )
    if (busy) return 'busy'
    for (const bucket of BUCKETS) {
      const coins = this.wallet(from)[bucket]
      this.wallet(from)[bucket] = 0n
      this.wallet(into)[bucket] += coins
      this.spent.set(from, (this.spent.get(from) ?? 0n) + coins)
      this.earningsOf(into)[bucket] += this.earningsOf(from)[bucket]
      this.earningsOf(from)[bucket] = 0n
      this.owedBy(into)[bucket] += this.owedBy(from)[bucket]
      this.owedBy(from)[bucket] = 0n
    }
    if (this.#welcomed.has(from) && this.#welcomed.has(into)) {
      this.give(`welcomed:${from}`, into, 'promo', least(this.wallet(into).promo, welcome))
    }
    const barred = [from, into].some((id) => this.#welcomed.has(id) || this.#barred.has(id))
    this.#barred.add(from)
    if (barred) this.#barred.add(into)
    const share = this.shares.get(from)
    if (share !== undefined && !this.shares.has(into)) this.shares.set(into, share)
    for (const [gone, whither] of this.#mergedInto) {
      if (whither === from) this.#mergedInto.set(gone, into)
    }
    this.#mergedInto.set(from, into)
    const caps = [from, into].flatMap((id) => this.caps.get(id) ?? [])
    this.caps.delete(from)
    if (caps.length > 0) this.caps.set(into, caps.reduce(least))
    return 'merged'
  }

  /** Held and captured, by the person and whoever was merged into them. */
  counted(person: string): bigint {
    const paid = this.#of(person).filter((event) => event.paid)
    const held = [...this.holds.values()].filter(
      ({ state, fan }) => state === 'held' && fan === person
    )
    return (
      paid.reduce((sum, { amount }) => sum - amount, 0n) +
      held.reduce((sum, { coins }) => sum + coins.promo + coins.purchased + coins.earned, 0n)
    )
  }

  protected override capReached(fan: string, amount: bigint): string | null {
    const cap = this.caps.get(fan)
    if (cap === undefined || this.counted(fan) + amount <= cap) return null
    return `cap_reached month ${cap} ${this.counted(fan)}`
  }

  #of = (person: string): ModelEvent[] =>
    this.journal.filter((event) => this.person(event.person) === person)
  #standing = () => [...this.reversals.values()].filter(({ restored }) => !restored)

  /** Parts of payments that are not spent by them any more: taken back with a top-up, or given back. */
  #parts = (): Part[] => [
    ...this.#standing().flatMap(({ taken }) => taken.flatMap(({ parts }) => parts)),
    ...[...this.giveBacks.values()].flatMap(({ parts }) => parts),
  ]
  #tracedTo = (event: number): bigint =>
    this.#parts()
      .filter((part) => part.event === event)
      .reduce((sum, part) => sum + part.amount, 0n)

  #trace(person: string, topUp: string, bucket: Bucket, asked: bigint): Taken {
    const standing = this.#standing().flatMap((reversal) =>
      reversal.taken
        .filter((one) => one.bucket === bucket)
        .map((one) => ({ ...one, ref: reversal.ref, topUp: reversal.topUp }))
    )
    const lots: { ref: string; left: bigint }[] = []
    const debits: { event: number; amount: bigint }[] = []
    for (const [event, { ref, amount, bucket: kind, person: owner }] of this.journal.entries()) {
      if (kind !== bucket || this.person(owner) !== person) continue
      const reversal = this.reversals.get(ref)
      if (amount < 0n && reversal) {
        const own = standing.find((one) => one.ref === ref)
        debits.push({ event, amount: own ? own.fromWallet - own.fromLot : 0n })
      } else if (amount < 0n) {
        debits.push({ event, amount: -amount - this.#tracedTo(event) })
      } else if (!/^(restore|back):/.test(ref)) {
        const back = standing
          .filter((one) => `top:${one.topUp}` === ref)
          .reduce(
            (sum, one) =>
              sum + one.fromLot + one.parts.reduce((all, part) => all + part.amount, 0n),
            0n
          )
        lots.push({ ref, left: amount - back })
      }
    }
    const lot = lots.find(({ ref }) => ref === `top:${topUp}`) ?? { ref: topUp, left: 0n }
    const fromWallet = least(asked, this.wallet(person)[bucket])
    const fromLot = least(fromWallet, lot.left)
    lot.left -= fromLot
    // Each payment takes from the front of the queue; what it takes of this lot may be asked back.
    const parts: Part[] = []
    let still = asked - fromWallet
    for (const { event, amount } of debits) {
      for (let wanted = amount; wanted > 0n && lots[0];) {
        const bite = least(wanted, lots[0].left)
        lots[0].left -= bite
        wanted -= bite
        if (lots[0] === lot) {
          const traced = least(bite, still)
          still -= traced
          if (traced > 0n) parts.push(this.#part(event, traced))
        }
        if (lots[0].left === 0n) lots.shift()
      }
    }
    return { bucket, asked, fromWallet, fromLot, owed: 0n, parts }
  }

  #part(event: number, amount: bigint): Part {
    const paid = this.journal[event]?.paid
    const whole = -(this.journal[event]?.amount ?? 0n)
    const before = this.#parts().filter((part) => part.event === event)
    const traced = before.reduce((sum, part) => sum + part.amount, 0n) + amount
    const due = ((paid?.share ?? 0n) * traced) / whole
    const share = most(
      0n,
      least(
        amount,
        before.reduce((left, part) => left - part.share, due)
      )
    )
    const creator = paid?.creator ? this.person(paid.creator) : null
    return { event, amount, share, creator, creatorTaken: 0n, platformTaken: 0n }
  }

  #take(ref: string, person: string, one: Taken, bearer: Bearer): void {
    const { bucket } = one
    this.give(ref, person, bucket, one.fromWallet)
    one.owed = one.asked - one.fromWallet
    for (const part of one.parts) {
      if (!this.journal[part.event]?.paid) continue
      const theirs = bearer === 'platform' ? 0n : part.share
      if (part.creator) {
        const earnings = this.earningsOf(part.creator)
        part.creatorTaken = least(theirs, earnings[bucket])
        earnings[bucket] -= part.creatorTaken
      }
      part.platformTaken = least(part.amount - theirs, this.revenue[bucket])
      this.revenue[bucket] -= part.platformTaken
      one.owed -= part.creatorTaken + part.platformTaken
    }
    this.owedBy(person)[bucket] += one.owed
  }
}
