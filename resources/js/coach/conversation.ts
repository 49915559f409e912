import { element, find } from '../chat/dom'
import { markdown } from '../chat/markdown'
import { say } from './words'

/** How near its end the log counts as being at it, pixels. */
const NEAR = 96

/** The conversation while an answer is being made; before and after that it is as the server draws it. */
export class Conversation {
  readonly #scroller = find('scroll', HTMLElement)
  #answer: HTMLElement | null = null
  #mine: HTMLElement | null = null
  #drawing = 0

  /** Shows what is being said, and that the coach has it. */
  begin(text: string | null): void {
    document.querySelector('.coach-welcome')?.remove()
    const log = find('log', HTMLElement)
    if (text !== null) {
      this.#mine = this.#line(
        'is-mine is-pending',
        say('you'),
        element('div', { class: 'text' }, [text])
      )
      log.append(this.#mine)
    }
    const dots = element('span', { 'class': 'dots', 'aria-hidden': 'true' }, [
      element('i'),
      element('i'),
      element('i'),
    ])
    this.#answer = this.#line(
      'is-bot streaming',
      say('coach'),
      element('div', { class: 'text' }, [dots])
    )
    log.append(this.#answer)
    this.toEnd()
  }

  taken(): void {
    this.#mine?.classList.remove('is-pending')
  }

  /** The answer as far as it is; drawn as often as the screen is. */
  words(text: string): void {
    cancelAnimationFrame(this.#drawing)
    this.#drawing = requestAnimationFrame(() => {
      this.#follow(() => {
        this.#note('')
        this.#answer?.querySelector('.text')?.replaceChildren(markdown(text))
      })
    })
  }

  /** Something about the answer, beside it. */
  tell(words: string): void {
    this.#follow(() => this.#note(words))
  }

  /** It came to nothing: what was said stays, with what happened and a way to try again. */
  fail(why: string, again: (() => void) | null): void {
    cancelAnimationFrame(this.#drawing)
    const line = this.#mine ?? this.#answer
    if (this.#mine) this.#answer?.remove()
    this.#answer = null
    const problem = element('p', { class: 'wrong', role: 'alert' }, [why])
    line?.classList.remove('streaming')
    line?.querySelector('.dots')?.remove()
    line?.append(problem)
    if (again) {
      const retry = element('button', { type: 'button', class: 'button' }, [say('retry')])
      retry.addEventListener('click', again, { once: true })
      line?.append(retry)
    }
    this.toEnd()
  }

  /** Takes away what {@link begin} showed. */
  clear(): void {
    cancelAnimationFrame(this.#drawing)
    this.#mine?.remove()
    this.#answer?.remove()
    this.#mine = this.#answer = null
  }

  toEnd(): void {
    this.#scroller.scrollTop = this.#scroller.scrollHeight
  }

  #line(kind: string, who: string, text: HTMLElement): HTMLElement {
    return element('li', { class: kind }, [
      element('span', { class: 'unseen' }, [`${who}: `]),
      element('div', { class: kind.includes('is-mine') ? 'bubble' : 'bubble speaks' }, [text]),
    ])
  }

  #note(words: string): void {
    const note = this.#answer?.querySelector('.note')
    if (words === '') note?.remove()
    else if (note) note.textContent = words
    else this.#answer?.append(element('p', { class: 'note' }, [words]))
  }

  /** Follows to the end those who are there. */
  #follow(change: () => void): void {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller
    const atEnd = scrollHeight - scrollTop - clientHeight < NEAR
    change()
    if (atEnd) this.toEnd()
  }
}
