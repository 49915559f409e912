import { randomUUID } from 'node:crypto'
import type { CaptureRequest, LedgerService } from '#plugins/ledger/api'
import { rollUp } from '#plugins/ledger/actions/roll_up'
import { sweepHolds } from '#plugins/ledger/actions/sweep_holds'
import { ledgerSettings } from '#plugins/ledger/settings'
import { expireHolds, fund, memo } from '#plugins/ledger/tests/support/bench'
import type { Bench } from '#plugins/ledger/tests/support/bench'
import { none } from '#plugins/ledger/tests/support/model'
import type { MoneyModel } from '#plugins/ledger/tests/support/money_model'
import { draw, inWords, PEOPLE } from '#plugins/ledger/tests/support/moves'
import type { Cast, Move } from '#plugins/ledger/tests/support/moves'

/** The number of a transfer that there is none of. */
const NO_TRANSFER = '999999999999'

/** New people, who have done nothing yet. */
export const cast = (): Cast => {
  const run = randomUUID()
  return {
    people: Array.from({ length: PEOPLE }, () => randomUUID()),
    holds: [],
    topUps: new Map(),
    reversals: new Map(),
    captures: new Map(),
    key: (number) => `${run}:${number}`,
  }
}
/** One of those that were made, and its number. */
const nth = (made: ReadonlyMap<string, string>, index: number): [string, string] =>
  [...made][index % Math.max(1, made.size)] ?? ['none', NO_TRANSFER]
const at = (list: readonly string[], index: number): string => list[index] ?? randomUUID()

/** Captures, and keeps the number for those who give it back. */
async function captured(run: Cast, ledger: LedgerService, request: CaptureRequest) {
  const asked = ledger.capture(request)
  const said = await inWords(asked, 'amount', 'creatorShare', 'platformShare', 'available')
  if (said.startsWith('captured ')) {
    const outcome = await asked
    if (outcome.outcome === 'captured') run.captures.set(request.holdId, outcome.transferId)
  }
  return said
}

/** Does a move in both worlds; gives what each said. */
export async function play(
  bench: Bench,
  move: Move,
  run: Cast,
  model: MoneyModel,
  ledger = bench.ledger
): Promise<{ expected: string; said: string }> {
  const { people, holds, topUps, reversals, captures, key } = run
  /** Whoever was merged acts under the id that they have since, as a bot finds them. */
  const who = (index: number): string => model.person(at(people, index))
  switch (move.do) {
    case 'hold': {
      const [personId, creatorId] = [
        who(move.fan),
        move.creator === null ? null : at(people, move.creator),
      ]
      const request = { key: key(move.key), personId, amount: move.amount, creatorId, memo }
      const expected = model.hold(request.key, personId, move.amount, creatorId)
      const asked = ledger.hold(request)
      const said = await inWords(asked, 'available', 'needed', 'period', 'cap', 'spent')
      if (said.startsWith('held')) {
        const outcome = await asked
        if (outcome.outcome === 'held' && !holds.includes(outcome.holdId)) {
          holds.push(outcome.holdId)
          model.name(request.key, outcome.holdId)
        }
      }
      return { expected, said }
    }
    case 'capture': {
      const request = { key: key(move.key), holdId: at(holds, move.hold), amount: move.amount }
      return {
        expected: model.capture(request.key, request.holdId, request.amount),
        said: await captured(run, ledger, request),
      }
    }
    case 'release': {
      const request = { key: key(move.key), holdId: at(holds, move.hold) }
      return {
        expected: model.release(request.key, request.holdId),
        said: await inWords(ledger.release(request), 'amount', 'available'),
      }
    }
    case 'fund': {
      const personId = who(move.fan)
      return {
        expected: model.fund(key(move.key), personId, move.bucket, move.amount),
        said: await inWords(fund(ledger, personId, move.bucket, move.amount, key(move.key))),
      }
    }
    case 'draw': {
      const creator = who(move.creator)
      const { from, to, amount } = move
      return {
        expected: model.draw(key(move.key), creator, from, to, amount),
        said: await inWords(
          draw(ledger, { key: key(move.key), creator, from, to, amount }),
          'available',
          'needed'
        ),
      }
    }
    case 'share': {
      await ledger.setCreatorShare(at(people, move.creator), move.basisPoints || 1)
      model.shares.set(at(people, move.creator), BigInt(move.basisPoints || 1))
      return { expected: '', said: '' }
    }
    case 'sweep': {
      await expireHolds(bench)
      await sweepHolds({ database: bench.database, settings: ledgerSettings })
      model.sweep()
      return { expected: '', said: '' }
    }
    case 'rollUp': {
      await rollUp(bench)
      return { expected: '', said: '' }
    }
    case 'topUp': {
      // Payments know a fan by the id of then.
      const personId = at(people, move.fan)
      const { purchased, promo } = move
      const request = { key: key(move.key), personId, purchased, promo, memo, money: [] }
      const asked = ledger.topUp(request)
      const said = await inWords(asked, 'settled')
      if (said.startsWith('topped_up')) {
        topUps.set(request.key, (await asked).transferId)
      }
      return { expected: model.topUp(request.key, personId, { ...none(), purchased, promo }), said }
    }
    case 'sell': {
      const [personId, creatorId] = [at(people, move.fan), at(people, move.creator)]
      const { coins } = move
      const request = { key: `${key(move.key)}:sale`, personId, creatorId, coins, memo, money: [] }
      const asked = ledger.sell(request)
      const said = await inWords(asked, 'creatorShare', 'platformShare')
      if (said.startsWith('sold')) topUps.set(request.key, (await asked).transferId)
      return { expected: model.sell(request.key, personId, creatorId, coins), said }
    }
    case 'pay': {
      const [personId, creatorId] = [
        who(move.fan),
        move.creator === null ? null : at(people, move.creator),
      ]
      const request = { key: randomUUID(), personId, amount: move.amount, creatorId, memo }
      const expected = model.hold(request.key, personId, move.amount, creatorId)
      const held = await ledger.hold(request)
      if (held.outcome !== 'held')
        return { expected: expected.split(' ')[0] ?? '', said: held.outcome }
      model.name(request.key, held.holdId)
      const capture = { key: request.key, holdId: held.holdId }
      return {
        expected: model.capture(request.key, held.holdId),
        said: await captured(run, ledger, capture),
      }
    }
    case 'payout': {
      const personId = who(move.creator)
      const { earnings } = await ledger.balance(personId)
      const amount = (earnings.purchased * move.part) / 1_000n
      if (amount === 0n) return { expected: '', said: '' }
      const from = { kind: 'earnings', personId, bucket: 'purchased' } as const
      const legs = [
        { account: from, amount: -amount },
        { account: { kind: 'system', name: 'payouts' } as const, amount },
      ]
      return {
        expected: model.payout(personId, amount),
        said: await inWords(ledger.transfer({ key: randomUUID(), memo, legs })),
      }
    }
    case 'reverse': {
      const [topUp, topUpId] = nth(topUps, move.topUp)
      const gave = model.gave(topUp) ?? { ...none(), purchased: 1_000n }
      const purchased = (gave.purchased * move.purchased) / 1_000n
      const promo = (gave.promo * move.promo) / 1_000n
      if (purchased + promo === 0n) return { expected: '', said: '' }
      const { bearer } = move
      const request = { key: key(move.key), topUpId, purchased, promo, memo, money: [], bearer }
      const asked = ledger.reverse(request)
      const said = [await inWords(asked, 'fromWallet', 'fromPlatform', 'owed')]
      if (said[0]?.startsWith('reversed')) {
        const { transferId, fromCreators } = await asked
        reversals.set(request.key, transferId)
        said.push(...fromCreators.map(({ creatorId, amount }) => `${creatorId}:${amount}`))
      }
      const coins = { ...none(), purchased, promo }
      return { expected: model.reverse(request.key, topUp, coins, bearer), said: said.join(' ') }
    }
    case 'restore': {
      const [reversal, reversalId] = nth(reversals, move.reversal)
      const request = { key: key(move.key), reversalId, memo, money: [] }
      return {
        expected: model.restore(request.key, reversal),
        said: await inWords(ledger.restore(request)),
      }
    }
    case 'giveBack': {
      const [holdId, captureId] = nth(captures, move.capture)
      const amount = move.part === null ? null : (move.part * 2_500n + 999n) / 1_000n
      const request = { key: key(move.key), captureId, memo, amount: amount ?? undefined }
      return {
        expected: model.giveBack(request.key, holdId, amount),
        said: await inWords(ledger.giveBack(request), 'amount', 'fromCreator'),
      }
    }
    case 'cap': {
      await ledger.setCaps(at(people, move.fan), { daily: null, monthly: move.monthly })
      model.setCap(at(people, move.fan), move.monthly)
      return { expected: '', said: '' }
    }
    case 'welcome': {
      const given = model.welcome(at(people, move.fan), ledgerSettings.welcome)
      return {
        expected: String(given),
        said: String(await ledger.grantWelcome(at(people, move.fan))),
      }
    }
    case 'merge': {
      const [from, into] = [who(move.from), who(move.into)]
      if (from === into) return { expected: '', said: '' }
      const [row] = await bench.sql('select ledger_merge(?, ?) as outcome', [from, into])
      return {
        expected: model.merge(from, into, ledgerSettings.welcome),
        said: String(row?.outcome),
      }
    }
  }
}
