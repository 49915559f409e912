/** The subject's own side of {@link file://./subject.ts}. */
import type { Said } from './subject.js'

/** Says that the process is ready, does what it is told from now on, and ends when nobody is there any more. */
export function obey<Order, Answer>(work: (order: Order) => Promise<Answer>): void {
  const say = (said: Said<Answer>) => process.send?.(said)
  process.on('message', (order: Order) => {
    work(order).then(
      (answer) => say({ bench: 'done', answer }),
      (error: unknown) => say({ bench: 'failed', error: String(error) })
    )
  })
  process.once('disconnect', () => process.exit(0))
  say({ bench: 'ready' })
}

/** For yardsticks, which are told nothing. */
export function beReady(): void {
  obey(async () => null)
}
