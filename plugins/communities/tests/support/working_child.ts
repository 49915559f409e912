/*
 * A worker of the communities in a process of its own, which a test starts, tells what to do, and has killed as a power
 * cut does: right after something outside was done, and before that is written down.
 */
import { Settings } from 'luxon'
import { bootHere } from '#tests/support/boot'

export interface Order {
  work: 'grants' | 'renewals' | 'purchases'
  /** How much later it is than the machine says: what a dead process had claimed is free by then. */
  laterSeconds: number
  /** Dies after so many answers of the platforms, or so many captures of the ledger. */
  diesAfter?: number
}

export type Said = { child: 'ready' } | { child: 'done' } | { child: 'failed'; error: string }

await bootHere()

const { workGrants } = await import('#plugins/communities/access/actions/work_grants')
const { finishPurchases } = await import('#plugins/communities/buying/actions/finish_purchases')
const { renewDue } = await import('#plugins/communities/lifecycle/actions/renew_due')
const { communitiesServices } = await import('#plugins/communities/services')

/** The object, whose methods of these names count once they have answered; the last one is this process's last. */
function counting<T extends object>(target: T, names: readonly string[], count: () => void): T {
  return new Proxy(target, {
    get(of, name) {
      const value: unknown = Reflect.get(of, name)
      if (typeof value !== 'function') return value
      const call = (...given: unknown[]): unknown => Reflect.apply(value, of, given)
      if (!names.includes(String(name))) return call
      return async (...given: unknown[]): Promise<unknown> => {
        const answer = await call(...given)
        count()
        return answer
      }
    },
  })
}

async function obey({ work, laterSeconds, diesAfter }: Order): Promise<void> {
  Settings.now = () => Date.now() + laterSeconds * 1_000
  let left = diesAfter ?? Infinity
  const count = (): void => {
    left -= 1
    if (left <= 0) process.kill(process.pid, 'SIGKILL')
  }
  const all = await communitiesServices()
  const { doorkeepers } = all
  const services = {
    ...all,
    ledger: counting(all.ledger, ['capture'], count),
    doorkeepers: {
      of: async (platform: Parameters<typeof doorkeepers.of>[0]) => {
        const keeper = await doorkeepers.of(platform)
        return keeper && counting(keeper, ['letIn', 'putOut'], count)
      },
    },
  }
  if (work === 'grants') await workGrants(services)
  if (work === 'renewals') await renewDue(services)
  if (work === 'purchases') await finishPurchases(services)
}

const say = (said: Said): void => void process.send?.(said)
process.on('message', (order: Order) => {
  obey(order).then(
    () => say({ child: 'done' }),
    (error: unknown) => say({ child: 'failed', error: String(error) })
  )
})
process.once('disconnect', () => process.exit(0))
say({ child: 'ready' })
