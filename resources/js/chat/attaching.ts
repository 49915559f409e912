import { find } from './dom'
import { say } from './words'

export interface AttachingEvents {
  /** A file was chosen, or let go. */
  changed(): void
  complain(words: string): void
}

/** Choosing one file to send: by its button, by dropping it on the page, or by pasting it. */
export class Attaching {
  readonly #input = find('file', HTMLInputElement)
  readonly #chip = find('attachment', HTMLElement)
  readonly #name = find('attachment-name', HTMLElement)
  #file: File | null = null

  constructor(
    private readonly events: AttachingEvents,
    /** Bytes. */
    private readonly limit: number
  ) {
    find('attach', HTMLButtonElement).addEventListener('click', () => this.#input.click())
    this.#input.addEventListener('change', () => this.#take(this.#input.files))
    find('detach', HTMLButtonElement).addEventListener('click', () => this.drop())
    addEventListener('dragover', (event) => {
      if (holdsFiles(event)) event.preventDefault()
    })
    addEventListener('drop', (event) => {
      if (!holdsFiles(event)) return
      event.preventDefault()
      this.#take(event.dataTransfer?.files)
    })
    addEventListener('paste', (event) => {
      if (event.clipboardData?.files.length) this.#take(event.clipboardData.files)
    })
  }

  /** What is to be sent. */
  get file(): File | null {
    return this.#file
  }

  /** Chooses a file, or gives one back that was not accepted. */
  hold(file: File): void {
    if (file.size > this.limit) {
      const megabytes = (bytes: number) => Math.ceil(bytes / 1024 / 1024)
      const data = { size: megabytes(file.size), limit: megabytes(this.limit) }
      return this.events.complain(say('file_too_large', data))
    }
    this.#file = file
    this.#name.textContent = file.name
    this.#chip.hidden = false
    this.events.changed()
  }

  drop(): void {
    this.#file = null
    // The same file may be chosen once more.
    this.#input.value = ''
    this.#chip.hidden = true
    this.events.changed()
  }

  #take(files: FileList | null | undefined): void {
    const file = files?.[0]
    if (file) this.hold(file)
  }
}

function holdsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false
}
