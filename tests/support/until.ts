import { setTimeout as wait } from 'node:timers/promises'

/** Waits until something is so; fails, saying what was waited for, when it is not so in time. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  { within = 10_000, what = 'a condition' }: { within?: number; what?: string } = {}
): Promise<void> {
  const deadline = Date.now() + within
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited ${within} ms in vain for ${what}`)
    await wait(20)
  }
}
