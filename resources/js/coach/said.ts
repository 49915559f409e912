import { element } from '../chat/dom'

/** How long a word about what was done stays, milliseconds. */
const SAID_MS = 8_000

/** What was said of something done goes after a while; it stands in the parts themselves. */
export function letGo(): void {
  const said = [...document.querySelectorAll('[data-swap="said"] .said')]
  setTimeout(() => said.forEach((one) => one.remove()), SAID_MS)
}

/** What is said of the phases that are done. */
export const finishedPhases = (): string[] =>
  [...document.querySelectorAll('.coach-done-phase')].map((one) => one.textContent?.trim() ?? '')

/** Shows that phases were finished; answers what it showed. */
export function celebrate(phases: readonly string[]): readonly string[] {
  const place = document.querySelector('[data-swap="said"]')
  place?.append(...phases.map((one) => element('p', { class: 'said coach-party' }, [one])))
  letGo()
  return phases
}
