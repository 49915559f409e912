import type { MenuCommand } from '#bots/web/protocol'
import { element } from './dom'

interface Choice {
  /** What the composer holds once it is taken. */
  value: string
  label: string
  hint: string
  /** It is complete: taking it sends it. */
  sends: boolean
}

/** How long a person has to pause before the server is asked for completions, milliseconds. */
const PAUSE_MS = 150

/** What can be typed after a slash: commands first, then what their first option takes. */
export class Menu {
  #choices: readonly Choice[] = []
  #active = -1
  #asked = 0
  #timer: number | undefined

  constructor(
    private readonly box: HTMLElement,
    private readonly input: HTMLTextAreaElement,
    private readonly commands: readonly MenuCommand[],
    private readonly on: { take(value: string, sends: boolean): void; count(count: number): void }
  ) {
    // The composer keeps the focus while somebody clicks.
    box.addEventListener('pointerdown', (event) => event.preventDefault())
  }

  get isOpen(): boolean {
    return !this.box.hidden
  }

  /** Follows what is typed. */
  follow(typed: string): void {
    clearTimeout(this.#timer)
    this.#asked++
    const command = /^\/([a-z0-9_]*)$/i.exec(typed)
    if (command) return this.#show(this.#matching(command[1] ?? ''), 0)
    const option = /^\/([a-z0-9_]+)\s+([^\n]*)$/i.exec(typed)
    if (option) return this.#complete(option[1] ?? '', option[2] ?? '')
    this.close()
  }

  /** Handles a key; true when it was the menu's. */
  key(event: KeyboardEvent): boolean {
    if (!this.isOpen) return false
    const last = this.#choices.length - 1
    switch (event.key) {
      case 'ArrowDown':
        this.#activate(this.#active >= last ? 0 : this.#active + 1)
        return true
      case 'ArrowUp':
        this.#activate(this.#active <= 0 ? last : this.#active - 1)
        return true
      case 'Escape':
        this.close()
        return true
      case 'Tab':
      case 'Enter':
        return !event.shiftKey && this.#take(this.#active)
      default:
        return false
    }
  }

  close(): void {
    this.#choices = []
    this.#active = -1
    this.box.hidden = true
    this.input.removeAttribute('aria-activedescendant')
  }

  #matching(typed: string): Choice[] {
    return this.commands
      .filter((command) => command.name.startsWith(typed.toLowerCase()))
      .map(({ name, description, options }) => ({
        value: options.length > 0 ? `/${name} ` : `/${name}`,
        label: `/${name}`,
        hint: description,
        // Typed in full, or with nothing to add: one key sends it.
        sends: options.length === 0 || name === typed.toLowerCase(),
      }))
  }

  #complete(name: string, typed: string): void {
    const command = this.commands.find((candidate) => candidate.name === name.toLowerCase())
    const option = command?.options.find((candidate) => candidate.completes)
    if (!command || !option) return this.close()
    const asked = this.#asked
    this.#timer = setTimeout(async () => {
      const query = new URLSearchParams({ command: command.name, option: option.name, typed })
      const found = await completions(query)
      if (asked !== this.#asked) return
      const choices = found.map((completion) => ({
        value: `/${command.name} ${completion.value}`,
        label: completion.name,
        hint: '',
        sends: true,
      }))
      this.#show(choices, typed === '' ? -1 : 0)
    }, PAUSE_MS)
  }

  #show(choices: readonly Choice[], active: number): void {
    if (choices.length === 0) return this.close()
    this.#choices = choices
    this.box.replaceChildren(
      ...choices.map((choice, index) => {
        const option = element(
          'div',
          { 'role': 'option', 'id': `menu-${index}`, 'aria-selected': 'false' },
          [
            element('b', {}, [choice.label]),
            choice.hint ? element('span', {}, [choice.hint]) : null,
          ]
        )
        option.addEventListener('click', () => this.#take(index))
        return option
      })
    )
    this.box.hidden = false
    this.#activate(active)
    this.on.count(choices.length)
  }

  #activate(index: number): void {
    this.#active = index
    for (const [position, option] of [...this.box.children].entries()) {
      option.setAttribute('aria-selected', String(position === index))
    }
    const active = this.box.children[index]
    if (!active) return this.input.removeAttribute('aria-activedescendant')
    this.input.setAttribute('aria-activedescendant', active.id)
    active.scrollIntoView({ block: 'nearest' })
  }

  #take(index: number): boolean {
    const choice = this.#choices[index]
    if (!choice) return false
    this.close()
    this.on.take(choice.value, choice.sends)
    return true
  }
}

async function completions(query: URLSearchParams): Promise<{ name: string; value: string }[]> {
  try {
    const response = await fetch(`/chat/complete?${query}`, {
      headers: { Accept: 'application/json' },
    })
    return response.ok ? ((await response.json()) as { name: string; value: string }[]) : []
  } catch {
    return []
  }
}
