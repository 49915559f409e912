/** A bad network, or Stripe's own bad day. */

export type Fault =
  /** The connection breaks before Stripe has done anything, or after it has. */
  | { kind: 'cut'; when: 'before' | 'after' }
  /** Stripe answers so, and has done nothing. */
  | { kind: 'status'; status: 429 | 500 | 503 }
  /** It never answers. */
  | { kind: 'silence' }

interface Planned {
  fault: Fault
  path: RegExp
  times: number
}

export class Faults {
  #planned: Planned[] = []

  /** The next `times` requests whose `METHOD /path` matches. */
  plan(path: RegExp, fault: Fault, times = 1): void {
    this.#planned.push({ fault, path, times })
  }

  clear(): void {
    this.#planned = []
  }

  take(request: string): Fault | null {
    const planned = this.#planned.find(({ path, times }) => times > 0 && path.test(request))
    if (!planned) return null
    planned.times -= 1
    return planned.fault
  }
}
