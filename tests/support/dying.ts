/** A process that dies at any step: everything that it does to the outside is counted, and one of it is the last. */
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'

class Died extends Error {}

/** Counts what a process does; from a step on, it does nothing any more. */
class Clock {
  steps = 0
  constructor(private readonly last: number) {}

  tick(): void {
    this.steps += 1
    if (this.steps > this.last) throw new Died(`Died before step ${this.steps}`)
  }
}

/** Makes calls of an object steps, too. */
export type Watch = <P extends object>(part: P) => P

/**
 * Runs work that dies after so many steps. A step is a statement, the beginning or end of a transaction, or a call of
 * something that `watched` has watched.
 * @returns the steps that were made, and whether it died
 */
export async function dyingAfter<S>(
  last: number,
  watched: (watch: Watch) => S,
  work: (services: S) => Promise<unknown>
): Promise<{ steps: number; died: boolean }> {
  const clock = new Clock(last)
  const restore = watchDatabase(clock)
  try {
    await work(watched((part) => ticking(part, clock)))
    return { steps: clock.steps, died: false }
  } catch (error) {
    if (clock.steps <= last) throw error
    return { steps: last, died: true }
  } finally {
    restore()
  }
}

/** Every method of an object ticks before it is called. */
function ticking<T extends object>(target: T, clock: Clock): T {
  return new Proxy(target, {
    get(of, name) {
      const value: unknown = Reflect.get(of, name)
      if (typeof value !== 'function') return value
      return (...given: unknown[]): unknown => {
        clock.tick()
        return Reflect.apply(value, of, given)
      }
    },
  })
}

/** Statements of this process tick; the ledger's own go by another way, so a call of it is one step. */
function watchDatabase(clock: Clock): () => void {
  const { rawQuery, transaction } = db
  const watching = ticking({ rawQuery: rawQuery.bind(db) }, clock)
  db.rawQuery = watching.rawQuery
  const begin: typeof db.transaction = db.transaction.bind(db)
  const begun = async <T>(run: (trx: TransactionClientContract) => Promise<T>): Promise<T> => {
    clock.tick()
    return begin(async (trx) => {
      trx.rawQuery = ticking({ rawQuery: trx.rawQuery.bind(trx) }, clock).rawQuery
      const result = await run(trx)
      // Before the commit.
      clock.tick()
      return result
    })
  }
  Object.assign(db, { transaction: begun })
  return () => {
    db.rawQuery = rawQuery
    db.transaction = transaction
  }
}
