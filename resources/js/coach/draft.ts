/** What is typed and not sent yet, and the key that it goes with: a reload loses neither. */
export interface Draft {
  text: string
  /** The same for every try of the same words: they are answered once. */
  key: string
}

export class Drafts {
  readonly #name: string

  constructor(projectId: string) {
    this.#name = `greenroom-coach-${projectId}`
  }

  read(): Draft | null {
    const kept = sessionStorage.getItem(this.#name)
    return kept === null ? null : (JSON.parse(kept) as Draft)
  }

  /** Other words are another message. */
  write(text: string): Draft {
    const before = this.read()
    const draft = { text, key: before?.text === text ? before.key : newKey() }
    sessionStorage.setItem(this.#name, JSON.stringify(draft))
    return draft
  }

  drop(): void {
    sessionStorage.removeItem(this.#name)
  }
}

/** A random UUID, on pages without https too, where `crypto.randomUUID` is not to be had. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [8, 12, 16, 20, 32].map((end, at) => hex.slice([0, 8, 12, 16, 20][at], end)).join('-')
}
