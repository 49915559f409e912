/** The form of a persona: a slider says in words what it does, and words that were typed are not left by accident. */

/** The band of a value: the same steps as on the server (`slider_words.ts`). */
function bandOf(value: number): number {
  if (value <= 20) return 0
  if (value <= 40) return 1
  if (value < 60) return 2
  return value < 80 ? 3 : 4
}

for (const slider of document.querySelectorAll<HTMLInputElement>('input[data-words]')) {
  const words = (slider.dataset.words ?? '').split('|')
  const output = document.getElementById(`${slider.id}-word`)
  slider.addEventListener('input', () => {
    const word = words[bandOf(slider.valueAsNumber)] ?? ''
    slider.setAttribute('aria-valuetext', word)
    if (output) output.textContent = word
  })
}

const form = document.querySelector<HTMLFormElement>('#words')
let changed = false
form?.addEventListener('input', () => (changed = true))
form?.addEventListener('submit', () => (changed = false))
addEventListener('beforeunload', (event) => {
  if (changed) event.preventDefault()
})
