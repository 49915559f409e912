import type { LiveEvent, Message } from '#bots/web/protocol'

export interface ConnectionEvents {
  live(event: LiveEvent): void
  /** Whether events arrive. */
  state(state: 'open' | 'lost'): void
  /** The server does not want this page; `detail` says why. */
  refused(status: number, detail: string): void
}

/** The server says something every 20 s; after twice that the line is dead, milliseconds. */
const SILENCE_MS = 45_000
/** How long an event may be overtaken by a later one before it counts as lost, milliseconds. */
const GAP_MS = 1_000
/** A page that nobody sees gives its connection back after this long, milliseconds. */
const HIDDEN_MS = 60_000
const LONGEST_PAUSE_MS = 15_000

/**
 * Events from the server. Knows up to which revision it has everything, and asks for the rest whenever the
 * line broke, went silent, or an event is missing.
 */
export class Connection {
  /** Everything up to here has arrived. */
  #revision = 0
  /** Revisions that arrived ahead of one that is missing. */
  readonly #ahead = new Set<number>()
  #replayed = false
  #source: EventSource | null = null
  #failures = 0
  #silence: number | undefined
  #gap: number | undefined
  #retry: number | undefined
  #hidden: number | undefined

  constructor(private readonly events: ConnectionEvents) {
    document.addEventListener('visibilitychange', () => this.#seen())
    addEventListener('online', () => this.open())
    addEventListener('pagehide', () => this.#close())
    addEventListener('pageshow', (event) => {
      if (event.persisted) this.open()
    })
  }

  open(): void {
    this.#close()
    this.#replayed = false
    this.#ahead.clear()
    const source = new EventSource(`/chat/events?since=${this.#revision}`)
    this.#source = source
    this.#listen()
    source.onmessage = ({ data }) => {
      this.#listen()
      const { channel, payload } = JSON.parse(String(data)) as { channel: string; payload: string }
      // The server's own channels say no more than that it is there.
      if (!channel.startsWith('$$')) this.#take(JSON.parse(payload) as LiveEvent)
    }
    source.onerror = () => void this.#failed(source)
  }

  #take(event: LiveEvent): void {
    if (event.kind === 'replayed') {
      this.#replayed = true
      this.#failures = 0
      this.#revision = Math.max(this.#revision, event.revision)
      this.#advance()
      this.events.state('open')
    }
    if (event.kind === 'message') this.#count(event.message)
    this.events.live(event)
  }

  #count({ revision }: Message): void {
    if (revision <= this.#revision) return
    this.#ahead.add(revision)
    if (this.#replayed) this.#advance()
  }

  #advance(): void {
    while (this.#ahead.delete(this.#revision + 1)) this.#revision++
    for (const revision of this.#ahead) if (revision <= this.#revision) this.#ahead.delete(revision)
    clearTimeout(this.#gap)
    if (this.#ahead.size > 0) this.#gap = setTimeout(() => this.open(), GAP_MS)
  }

  #listen(): void {
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => this.open(), SILENCE_MS)
  }

  async #failed(source: EventSource): Promise<void> {
    if (source !== this.#source) return
    const refused = source.readyState === EventSource.CLOSED
    this.#close()
    this.events.state('lost')
    if (refused) await this.#ask()
    this.#failures++
    const pause = Math.min(LONGEST_PAUSE_MS, 500 * 2 ** Math.min(this.#failures, 6))
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => this.open(), pause * (0.75 + Math.random() / 2))
  }

  /** An EventSource does not tell why it was refused; asking once more does. */
  async #ask(): Promise<void> {
    const aborter = new AbortController()
    try {
      const response = await fetch(`/chat/events?since=${this.#revision}`, {
        signal: aborter.signal,
      })
      if (response.ok) return aborter.abort()
      const { detail } = (await response.json()) as { detail?: string }
      this.events.refused(response.status, detail ?? '')
    } catch {
      // There is no server to ask, which the page says already.
    }
  }

  #seen(): void {
    clearTimeout(this.#hidden)
    if (document.visibilityState === 'hidden') {
      this.#hidden = setTimeout(() => this.#close(), HIDDEN_MS)
    } else if (!this.#source) {
      this.open()
    }
  }

  #close(): void {
    clearTimeout(this.#silence)
    clearTimeout(this.#gap)
    clearTimeout(this.#retry)
    this.#source?.close()
    this.#source = null
  }
}
