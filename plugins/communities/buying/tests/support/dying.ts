/** A process that dies at any step: a statement, the beginning or end of a transaction, a call of ledger or payments. */
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { CommunitiesServices } from '#plugins/communities/services'

class Died extends Error {}

class Clock {
  steps = 0
  constructor(private readonly last: number) {}

  tick(): void {
    this.steps += 1
    if (this.steps > this.last) throw new Died(`Died before step ${this.steps}`)
  }
}

/** Runs work that does nothing any more after so many steps. */
export async function dyingAfter(
  last: number,
  services: CommunitiesServices,
  work: (services: CommunitiesServices) => Promise<unknown>
): Promise<{ died: boolean }> {
  const clock = new Clock(last)
  const restore = watchDatabase(clock)
  try {
    const { ledger, payments } = services
    await work({ ...services, ledger: ticking(ledger, clock), payments: ticking(payments, clock) })
    return { died: false }
  } catch (error) {
    if (clock.steps <= last) throw error
    return { died: true }
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

/** The ledger's own statements go by another way, so a call of it is one step. */
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
