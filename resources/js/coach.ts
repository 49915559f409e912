/** The coach's workspace: answers that grow as they are made, and parts that follow what was done. */
import { Announcer } from './chat/announcer'
import { find } from './chat/dom'
import { learnWords as learnChatWords } from './chat/words'
import { followAnswer, post, type Outcome } from './coach/answer'
import { Conversation } from './coach/conversation'
import { Drafts } from './coach/draft'
import { fetchPage, swapIn, upgrade } from './coach/swap'
import { celebrate, finishedPhases, letGo } from './coach/said'
import { followAddress } from './coach/tabs'
import { learnWords, say } from './coach/words'

const root = find('coach', HTMLElement)
learnWords(root.dataset.words ?? '{}')
learnChatWords(root.dataset.words ?? '{}')

const composer = find('composer', HTMLFormElement)
const input = find('text', HTMLTextAreaElement)
const problem = find('problem', HTMLElement)
const stop = find('stop', HTMLButtonElement)
const announcer = new Announcer(find('announce', HTMLElement))
const conversation = new Conversation()
const drafts = new Drafts(root.dataset.project ?? '')

/** What the running answer is known by; null while there is none: one message at a time. */
let running: Readonly<Record<string, string>> | null = null

function complain(words: string): void {
  problem.textContent = words
  problem.hidden = words === ''
}

function grow(): void {
  if (CSS.supports('field-sizing', 'content')) return
  input.style.height = 'auto'
  input.style.height = `${input.scrollHeight}px`
}

/** Draws the page as it is now; a phase that was finished meanwhile is celebrated. */
async function refresh(): Promise<void> {
  const found = await fetchPage().catch(() => null)
  if (!found) return
  const before = finishedPhases()
  conversation.clear()
  swapIn(found.page)
  celebrate(finishedPhases().filter((one) => !before.includes(one))).forEach((one) => {
    announcer.say(one)
  })
  // An older page of the conversation has become the newest one.
  if (location.search) history.replaceState(null, '', location.pathname + location.hash)
}

/** Follows one answer: of something said now, or of a message that is in the conversation already. */
async function follow(said: { text: string; key: string } | { message: string }): Promise<void> {
  if (running) return
  const isNew = 'key' in said
  running = isNew ? { key: said.key } : { message: said.message }
  stop.hidden = false
  complain('')
  conversation.begin(isNew ? said.text : null)
  announcer.say(say('writing'))
  const outcome = await followAnswer(
    isNew ? '/coach/messages' : `/coach/messages/${said.message}/answer`,
    isNew ? { text: said.text, key: said.key } : {},
    {
      taken() {
        conversation.taken()
        if (isNew && drafts.read()?.key === said.key) drafts.drop()
      },
      words: (text) => conversation.words(text),
      waiting: () => conversation.tell(say('waiting')),
      lost: () => conversation.tell(say('lost')),
    }
  )
  running = null
  stop.hidden = true
  stop.textContent = say('stop')
  stop.disabled = false
  await ended(outcome, said)
}

async function ended(outcome: Outcome, said: Parameters<typeof follow>[0]): Promise<void> {
  switch (outcome.kind) {
    case 'end':
      announcer.say(`${say('coach')}: ${outcome.answer}`)
      await refresh()
      conversation.toEnd()
      return
    case 'failed':
      // The server has the message: it draws it with a way to try again.
      await refresh()
      conversation.toEnd()
      announcer.say(outcome.detail)
      complain(outcome.detail)
      return
    case 'refused': {
      conversation.clear()
      const at = outcome.nextAt?.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
      complain(at ? say('limit', { at }) : outcome.detail)
      if ('text' in said && input.value === '') input.value = said.text
      if ('text' in said) drafts.write(input.value)
      grow()
      return
    }
    case 'lost':
      conversation.fail(say('not_sent'), () => {
        conversation.clear()
        void follow(said)
      })
  }
}

function send(): void {
  const text = input.value.trim()
  const over = text.length - input.maxLength
  if (over > 0) return complain(say('too_long', { over }))
  if (text === '' || running) return input.focus()
  const draft = drafts.write(text)
  input.value = ''
  grow()
  if (location.hash !== '#chat') location.hash = 'chat'
  void follow(draft)
}

composer.addEventListener('submit', (event) => {
  event.preventDefault()
  // The house's own guard against a second press would hold the next message back.
  delete composer.dataset.sent
  send()
})
input.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  send()
})
input.addEventListener('input', () => {
  drafts.write(input.value)
  complain('')
  grow()
})
stop.addEventListener('click', () => {
  if (!running) return
  stop.disabled = true
  stop.textContent = say('stopping')
  void post('/coach/messages/stop', running)
})

/** Forms of the parts are sent without leaving the page; what came of them is drawn by the server. */
async function sendForm(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  const fields = new URLSearchParams()
  const data = new FormData(form, submitter)
  for (const [name, value] of data) if (typeof value === 'string') fields.append(name, value)
  const found = await fetchPage({ method: 'POST', body: fields }, form.action).catch(() => null)
  // What cannot be shown in place is shown as the page that it is.
  if (!found || new URL(found.url).pathname !== location.pathname) {
    form.dataset.whole = ''
    return form.requestSubmit(submitter)
  }
  if (running) {
    // The conversation is not drawn anew while somebody speaks in it.
    found.page.querySelector('[data-swap="log"]')?.removeAttribute('data-swap')
  }
  swapIn(found.page)
  letGo()
  const said = [
    ...document.querySelectorAll('[data-swap="said"] .said, [aria-invalid="true"] ~ .wrong'),
  ]
  announcer.say(said.map((one) => one.textContent?.trim()).join(' ') || say('changed'))
}

document.addEventListener('submit', (event) => {
  const form = event.target
  if (!(form instanceof HTMLFormElement) || event.defaultPrevented || form === composer) return
  if (!form.closest('[data-swap]') || 'whole' in form.dataset) return
  event.preventDefault()
  delete form.dataset.sent
  const { again } = form.dataset
  if (again !== undefined) {
    form.remove()
    return void follow({ message: again })
  }
  if (form.getAttribute('aria-busy') === 'true') return
  form.setAttribute('aria-busy', 'true')
  void sendForm(form, event.submitter).finally(() => form.removeAttribute('aria-busy'))
})

upgrade(document)
letGo()
followAddress(root)
if (input.value === '') input.value = drafts.read()?.text ?? ''
grow()
conversation.toEnd()

const left = document.querySelector<HTMLElement>('[data-running]')
if (left?.dataset.id) {
  left.querySelector('[data-plain]')?.remove()
  void follow({ message: left.dataset.id })
}
