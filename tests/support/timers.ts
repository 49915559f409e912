/** Which timers of a certain length this process has. */
import { createHook } from 'node:async_hooks'
import { getActiveTest } from '@japa/runner'

/** How many timers of so many milliseconds stand, from here to the end of the test. Choose a length that nobody else has. */
export function timersOf(milliseconds: number): () => number {
  const standing = new Set<number>()
  const hook = createHook({
    init(id, type, _trigger, timer) {
      const lasts: unknown = '_idleTimeout' in timer ? timer._idleTimeout : undefined
      if (type === 'Timeout' && lasts === milliseconds) standing.add(id)
    },
    destroy(id) {
      standing.delete(id)
    },
  }).enable()
  getActiveTest()?.cleanup(() => void hook.disable())
  return () => standing.size
}
