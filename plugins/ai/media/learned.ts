/** How long a model that the server does not have is not asked for again, milliseconds. */
const REST = 10 * 60_000

/**
 * What a server turned out not to do: it answered that it knows no such address or model. It is asked again later,
 * since its operator may have mended it.
 */
export class Learned {
  readonly #until = new Map<string, number>()

  constructor(private readonly now: () => number = () => Date.now()) {}

  /** @param model of the server, with what it was asked to do */
  lacks(model: string): boolean {
    return (this.#until.get(model) ?? 0) > this.now()
  }

  learn(model: string): void {
    this.#until.set(model, this.now() + REST)
  }
}

/** An answer that says: there is no such thing here (not found, no such method, not implemented). */
export function saysNotHere(error: unknown): boolean {
  return (
    error instanceof Error &&
    'status' in error &&
    (error.status === 404 || error.status === 405 || error.status === 501)
  )
}
