import { find } from './dom'
import { say } from './words'

/** A recording made in the page. */
export interface Recorded {
  file: File
  seconds: number
}

export interface RecordingEvents {
  recorded(recording: Recorded): void
  complain(words: string): void
  announce(words: string): void
}

/** What browsers record in, the best first; the server takes each. */
const TYPES = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4']
const EXTENSIONS: Readonly<Record<string, string>> = {
  'audio/ogg': 'ogg',
  'audio/webm': 'webm',
  'audio/mp4': 'm4a',
}

/** Records a voice message where the browser can. */
export class Recording {
  readonly #button = find('record', HTMLButtonElement)
  readonly #bar = find('recording', HTMLElement)
  readonly #time = find('recording-time', HTMLElement)
  readonly #send = find('record-send', HTMLButtonElement)
  #recorder: MediaRecorder | null = null
  #startedAt = 0
  #timer: number | undefined

  constructor(
    private readonly events: RecordingEvents,
    /** Seconds. */
    private readonly longest: number
  ) {
    // Over plain http there is no microphone.
    const able = typeof MediaRecorder === 'function' && navigator.mediaDevices !== undefined
    this.#button.hidden = !able
    this.#button.addEventListener('click', () => void this.#start())
    this.#send.addEventListener('click', () => this.#end(true))
    find('record-cancel', HTMLButtonElement).addEventListener('click', () => this.#end(false))
    this.#bar.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.#end(false)
    })
  }

  async #start(): Promise<void> {
    if (this.#recorder) return
    let stream: MediaStream
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true })
    } catch {
      return this.events.complain(say('no_microphone'))
    }
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type))
    const recorder = new MediaRecorder(stream, mimeType === undefined ? {} : { mimeType })
    const parts: Blob[] = []
    recorder.addEventListener('dataavailable', ({ data }) => parts.push(data))
    recorder.addEventListener('stop', () => {
      for (const track of stream.getTracks()) track.stop()
      if (this.#recorder === recorder) this.#finish(parts, recorder.mimeType)
    })
    this.#recorder = recorder
    this.#startedAt = performance.now()
    recorder.start()
    this.#show()
    this.#timer = setInterval(() => this.#tick(), 250)
    this.events.announce(say('recording'))
    this.#send.focus()
  }

  #tick(): void {
    const seconds = Math.floor(this.#seconds)
    this.#time.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
    if (seconds >= this.longest) this.#end(true)
  }

  #end(send: boolean): void {
    const recorder = this.#recorder
    if (!recorder) return
    if (!send) this.#recorder = null
    recorder.stop()
    clearInterval(this.#timer)
    this.#bar.hidden = true
    this.#button.focus()
  }

  #finish(parts: Blob[], type: string): void {
    this.#recorder = null
    const seconds = Math.min(this.longest, Math.round(this.#seconds * 10) / 10)
    const mediaType = type.split(';')[0] ?? ''
    const name = `voice.${EXTENSIONS[mediaType] ?? 'webm'}`
    this.events.recorded({ file: new File(parts, name, { type: mediaType }), seconds })
  }

  #show(): void {
    this.#bar.hidden = false
    this.#tick()
  }

  get #seconds(): number {
    return (performance.now() - this.#startedAt) / 1_000
  }
}
