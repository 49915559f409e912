import type { Message } from '#bots/web/protocol'
import { element } from './dom'
import { drawMessage, text, type Actions } from './draw'
import { say } from './words'

interface Line {
  message: Message
  node: HTMLLIElement
}

/** How near its end the log counts as being at it, pixels. */
const NEAR = 96
/** Room above the beginning of a turn, pixels. */
const MARGIN = 12

/** The conversation on the page. Keeps the reader's place: it follows only those who are at the end. */
export class Log {
  readonly #lines = new Map<string, Line>()
  /** Id of the message where the running turn begins: it stays in sight while the answer comes. */
  #turn: string | null = null
  /** What was sent and is not confirmed yet, by id; always at the end. */
  readonly #pending = new Map<string, HTMLLIElement>()

  constructor(
    private readonly list: HTMLElement,
    private readonly scroller: HTMLElement,
    private readonly actions: Actions
  ) {
    // Pictures are taller than what stood in their place; `load` does not bubble.
    list.addEventListener('load', ({ target }) => this.#pictureCame(target), { capture: true })
  }

  get isEmpty(): boolean {
    return this.#lines.size === 0 && this.#pending.size === 0
  }

  /** Whether a reply is growing. */
  get isStreaming(): boolean {
    return [...this.#lines.values()].some(
      ({ message }) => message.body.kind === 'stream' && message.body.state === 'running'
    )
  }

  /** Shows a message or its newer version. False when that was shown already. */
  put(message: Message): boolean {
    const shown = this.#lines.get(message.id)
    if (shown && shown.message.revision >= message.revision) return false
    if (message.body.kind === 'gone') this.#remove(message)
    else if (shown) this.#replace(shown, message)
    else this.#follow(() => this.#insert(message))
    return true
  }

  /** A turn begins: what comes next is its first message. */
  beginTurn(): void {
    this.#turn = null
  }

  /** Lets a running reply grow; false when the page does not know its beginning. */
  grow(id: string, from: number, gained: string): boolean {
    const line = this.#lines.get(id)
    if (!line || line.message.body.kind !== 'stream' || line.message.body.state !== 'running')
      return false
    const { body } = line.message
    if (from > body.text.length) return false
    const whole = body.text.slice(0, from) + gained
    if (whole.length <= body.text.length) return true
    line.message = { ...line.message, body: { ...body, text: whole } }
    this.#follow(() => line.node.querySelector('.text')?.replaceWith(text(whole)))
    return true
  }

  /** Shows at once what is being sent. */
  addPending(id: string, words: string): void {
    const bubble = element('div', { class: 'bubble' }, [words])
    const node = element('li', { 'class': 'is-mine is-pending', 'data-id': id }, [
      element('span', { class: 'unseen' }, [`${say('you')}: `]),
      bubble,
    ])
    this.#pending.set(id, node)
    this.#turn = id
    this.list.append(node)
    this.toEnd()
  }

  /** Says how far what is being sent has come. */
  notePending(id: string, words: string): void {
    const node = this.#pending.get(id)
    if (!node) return
    const note = node.querySelector('.note') ?? element('p', { class: 'note' })
    note.textContent = words
    if (!note.isConnected) node.append(note)
  }

  /** Says that it was not sent, with a way to send it again. */
  failPending(id: string, why: string, again: () => void): void {
    const node = this.#pending.get(id)
    if (!node) return
    const retry = element('button', { type: 'button', class: 'button' }, [say('retry')])
    const problem = element('p', { class: 'wrong', role: 'alert' }, [why, ' ', retry])
    retry.addEventListener('click', () => {
      problem.remove()
      again()
    })
    this.#follow(() => {
      node.querySelector('.note')?.remove()
      node.append(problem)
    })
  }

  dropPending(id: string): void {
    this.#pending.get(id)?.remove()
    this.#pending.delete(id)
  }

  /** Buttons of a message rest while its press is being answered. */
  rest(id: string): void {
    for (const button of this.#lines.get(id)?.node.querySelectorAll('button') ?? []) {
      button.setAttribute('aria-disabled', 'true')
    }
  }

  /** Draws a message once more, for instance to wake its buttons. */
  redraw(id: string): void {
    const line = this.#lines.get(id)
    if (line) this.#replace(line, line.message)
  }

  /** A picture that came while the reader was at the end is shown whole. */
  #pictureCame(picture: EventTarget | null): void {
    if (!(picture instanceof HTMLImageElement)) return
    const { scrollHeight, scrollTop, clientHeight } = this.scroller
    if (scrollHeight - scrollTop - clientHeight <= picture.clientHeight + NEAR) this.toEnd()
  }

  toEnd(): void {
    this.scroller.scrollTop = this.scroller.scrollHeight
  }

  #insert(message: Message): void {
    this.dropPending(message.id)
    this.#turn ??= message.id
    const node = drawMessage(message, this.actions)
    const later = [...this.#lines.values()]
      .filter((line) => line.message.position > message.position)
      .sort((a, b) => a.message.position - b.message.position)[0]
    const before = later?.node ?? this.#pending.values().next().value ?? null
    this.list.insertBefore(node, before)
    this.#lines.set(message.id, { message, node })
  }

  #replace(line: Line, message: Message): void {
    const node = drawMessage(message, this.actions)
    const focused = document.activeElement
    const label = line.node.contains(focused) ? focused?.getAttribute('data-button') : undefined
    line.node.replaceWith(node)
    line.message = message
    line.node = node
    if (label === undefined) return
    // Who pages with the keyboard stays where they were, or at the message when the button is gone.
    const same = [...node.querySelectorAll<HTMLElement>('[data-button]')].find(
      (candidate) => candidate.dataset.button === label
    )
    const target = same ?? node.querySelector<HTMLElement>('.bubble')
    target?.focus({ preventScroll: true })
  }

  #remove(message: Message): void {
    this.#lines.get(message.id)?.node.remove()
    this.#lines.delete(message.id)
  }

  /** Follows to the end those who are there, as far as the beginning of the turn stays in sight. */
  #follow(change: () => void): void {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller
    const atEnd = scrollHeight - scrollTop - clientHeight < NEAR
    change()
    if (!atEnd) return
    const first = this.#turn === null ? null : this.list.querySelector(`[data-id="${this.#turn}"]`)
    const top =
      first instanceof HTMLElement ? first.offsetTop - this.list.offsetTop - MARGIN : Infinity
    this.scroller.scrollTop = Math.min(this.scroller.scrollHeight, top)
  }
}
