import type { MenuCommand } from '#bots/web/protocol'
import { Attaching } from './attaching'
import { find } from './dom'
import { Menu } from './menu'
import { Recording } from './recording'
import { say } from './words'

export interface ComposerEvents {
  /** A message or a command was written. */
  write(text: string): void
  /** A file is to be sent, with words or without; `seconds` for a recording. */
  attach(file: File, text: string, seconds?: number): void
  stop(): void
  announce(words: string): void
}

const DRAFT_KEY = 'greenroom-draft'

/** Where one writes. It always takes text: what cannot be sent says why and keeps it. */
export class Composer {
  readonly #form = find('composer', HTMLFormElement)
  readonly #input = find('text', HTMLTextAreaElement)
  readonly #problem = find('problem', HTMLElement)
  readonly #stop = find('stop', HTMLButtonElement)
  readonly #menu: Menu
  readonly #attaching: Attaching

  constructor(
    private readonly events: ComposerEvents,
    private readonly limit: number,
    files: { bytes: number; seconds: number },
    commands: readonly MenuCommand[]
  ) {
    const complain = (words: string) => this.#complain(words)
    const changed = () => this.#changed()
    this.#attaching = new Attaching({ changed, complain }, files.bytes)
    new Recording(
      {
        recorded: ({ file, seconds }) => this.events.attach(file, '', seconds),
        announce: (words) => this.events.announce(words),
        complain,
      },
      files.seconds
    )
    this.#menu = new Menu(find('menu', HTMLElement), this.#input, commands, {
      take: (value, sends) => this.#taken(value, sends),
      count: (count) => this.events.announce(say('matches', { count })),
    })
    this.#input.value = sessionStorage.getItem(DRAFT_KEY) ?? ''
    this.#input.addEventListener('input', () => this.#changed())
    this.#input.addEventListener('keydown', (event) => this.#key(event))
    this.#input.addEventListener('blur', () => this.#menu.close())
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault()
      this.#send()
    })
    this.#stop.addEventListener('click', () => {
      this.#stop.setAttribute('aria-disabled', 'true')
      this.#stop.textContent = say('stopping')
      this.events.stop()
    })
    this.#grow()
  }

  focus(): void {
    this.#input.focus({ preventScroll: true })
  }

  /** Shows or hides the way to stop the answer that is being made. */
  canStop(able: boolean): void {
    if (this.#stop.hidden === !able) return
    const hadFocus = document.activeElement === this.#stop
    this.#stop.hidden = !able
    this.#stop.removeAttribute('aria-disabled')
    this.#stop.textContent = say('stop')
    if (!able && hadFocus) this.focus()
  }

  /** Gives text back that was not accepted, with the reason. */
  giveBack(text: string, why: string, file?: File): void {
    if (this.#input.value === '') this.#input.value = text
    if (file && !this.#attaching.file) this.#attaching.hold(file)
    this.#changed()
    this.#complain(why)
    this.focus()
  }

  #changed(): void {
    sessionStorage.setItem(DRAFT_KEY, this.#input.value)
    const over = this.#input.value.length - this.limit
    if (over > 0) this.#complain(say('too_long', { over }))
    else this.#problem.hidden = true
    this.#grow()
    this.#menu.follow(this.#input.value)
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing) return
    if (this.#menu.key(event)) return event.preventDefault()
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      this.#send()
    }
  }

  #taken(value: string, sends: boolean): void {
    this.#input.value = value
    this.#changed()
    this.focus()
    if (sends) this.#send()
  }

  #send(): void {
    const text = this.#input.value.trim()
    const { file } = this.#attaching
    if ((text === '' && !file) || text.length > this.limit) return this.focus()
    this.#input.value = ''
    if (file) this.#attaching.drop()
    else this.#changed()
    this.#menu.close()
    if (file) this.events.attach(file, text)
    else this.events.write(text)
  }

  #complain(why: string): void {
    if (this.#problem.textContent !== why) this.#problem.textContent = why
    this.#problem.hidden = false
  }

  /** Browsers without `field-sizing` need to be told how tall the text is. */
  #grow(): void {
    if (CSS.supports('field-sizing', 'content')) return
    this.#input.style.height = 'auto'
    this.#input.style.height = `${this.#input.scrollHeight}px`
  }
}
