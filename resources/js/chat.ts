/** The chat page. */
import type { LiveEvent, MenuCommand, Sent } from '#bots/web/protocol'
import { Announcer } from './chat/announcer'
import { Composer } from './chat/composer'
import { Connection } from './chat/connection'
import { find } from './chat/dom'
import { Log } from './chat/log'
import { send } from './chat/sender'
import { upload, type Uploaded } from './chat/upload'
import { learnWords, say } from './chat/words'

const root = find('chat', HTMLElement)
const typing = find('typing', HTMLElement)
const linkState = find('link-state', HTMLElement)
learnWords(root.dataset.words ?? '{}')
const menu = JSON.parse(root.dataset.menu ?? '[]') as MenuCommand[]

/** A turn that says nothing for this long is not waited for, milliseconds. */
const TURN_MS = 120_000
/** A short break of the line is not worth a word, milliseconds. */
const PATIENCE_MS = 1_500

const announcer = new Announcer(find('announce', HTMLElement))
const log = new Log(find('log', HTMLElement), find('scroll', HTMLElement), {
  press: (message, button) => press({ kind: 'press', id: newId(), message: message.id, button }),
  submit: (message, button, values) =>
    press({ kind: 'form', id: newId(), message: message.id, button, values }),
  dismiss: (message) => void deliver({ kind: 'dismiss', id: newId(), message: message.id }),
})
const composer = new Composer(
  { write, attach, stop, announce: (words) => announcer.say(words) },
  Number(root.dataset.limit),
  { bytes: Number(root.dataset.fileBytes), seconds: Number(root.dataset.recordingSeconds) },
  menu
)

let replayed = false
let turnTimer: number | undefined
let lostTimer: number | undefined
const resting = new Set<string>()

const connection = new Connection({
  live,
  state: (state) => {
    clearTimeout(lostTimer)
    if (state === 'open') linkState.hidden = true
    else
      lostTimer = setTimeout(
        () => tell(say(navigator.onLine ? 'reconnecting' : 'offline')),
        PATIENCE_MS
      )
  },
  refused: (status, detail) => {
    clearTimeout(lostTimer)
    tell(status === 401 && !navigator.cookieEnabled ? say('cookies') : detail)
  },
})
connection.open()

function live(event: LiveEvent): void {
  switch (event.kind) {
    case 'message': {
      const fresh = log.put(event.message)
      if (replayed && fresh && event.message.body.kind !== 'mine') {
        typing.hidden = true
        announcer.message(event.message.body)
      }
      break
    }
    case 'delta':
      log.grow(event.id, event.from, event.text)
      break
    case 'typing':
      wait()
      break
    case 'idle':
      end(event.balance)
      break
    case 'replayed':
      if (!replayed) start()
      break
  }
  composer.canStop(log.isStreaming || !typing.hidden)
}

/** The page has the conversation. A link may have asked for something; an empty page makes a suggestion. */
function start(): void {
  replayed = true
  log.toEnd()
  const { talk, run, start: link } = root.dataset
  history.replaceState(null, '', '/chat')
  if (talk) command('talk', talk)
  else if (link) command('start', link)
  else if (run) command(run, '')
  else if (log.isEmpty)
    command(menu.some(({ name }) => name === 'personas') ? 'personas' : 'help', '')
  if (matchMedia('(pointer: fine)').matches) composer.focus()
}

function command(name: string, rest: string): void {
  begin()
  void deliver({ kind: 'command', id: newId(), name, rest, quiet: true })
}

function write(text: string): void {
  const slash = /^\/([a-z0-9_]{1,32})(?:\s+([\s\S]*))?$/i.exec(text)
  const sent: Sent = slash
    ? { kind: 'command', id: newId(), name: (slash[1] ?? '').toLowerCase(), rest: slash[2] ?? '' }
    : { kind: 'text', id: newId(), text }
  log.addPending(sent.id, text)
  wait()
  void deliverWritten(sent, text)
}

async function deliverWritten(sent: Sent, text: string): Promise<void> {
  const result = await send(sent)
  if (result.outcome !== 'taken') end(null)
  if (result.outcome === 'refused') {
    log.dropPending(sent.id)
    composer.giveBack(text, result.detail)
  }
  if (result.outcome === 'failed') {
    // The same id once more: if it did arrive, it counts once.
    log.failPending(
      sent.id,
      result.detail ?? say('not_sent'),
      () => void deliverWritten(sent, text)
    )
  }
}

function attach(file: File, text: string, seconds?: number): void {
  const sent = { id: newId(), file, text, ...(seconds !== undefined && { seconds }) }
  log.addPending(sent.id, [file.name, text].filter((part) => part !== '').join('\n'))
  wait()
  void deliverFile(sent)
}

async function deliverFile(sent: Uploaded): Promise<void> {
  const progress = (percent: number) => {
    log.notePending(sent.id, say('uploading', { percent }))
    wait()
  }
  const result = await upload(sent, progress)
  if (result.outcome !== 'taken') end(null)
  if (result.outcome === 'refused') {
    log.dropPending(sent.id)
    composer.giveBack(sent.text, result.detail, sent.file)
  }
  if (result.outcome === 'failed') {
    const why = result.detail ?? say('not_sent')
    log.failPending(sent.id, why, () => void deliverFile(sent))
  }
}

function press(sent: Extract<Sent, { kind: 'press' | 'form' }>): void {
  resting.add(sent.message)
  log.rest(sent.message)
  begin()
  void deliver(sent).then((taken) => {
    if (!taken) wake()
  })
}

function stop(): void {
  void deliver({ kind: 'command', id: newId(), name: 'stop', rest: '', quiet: true })
}

/** Sends what has no line of its own in the log; says so when that fails. */
async function deliver(sent: Sent): Promise<boolean> {
  const result = await send(sent)
  if (result.outcome === 'taken') return true
  end(null)
  tell(result.detail ?? say('offline'))
  return false
}

function begin(): void {
  log.beginTurn()
  wait()
}

/** Shows that an answer is on its way. */
function wait(): void {
  root.dataset.busy = 'yes'
  typing.hidden = log.isStreaming
  clearTimeout(turnTimer)
  turnTimer = setTimeout(() => end(null), TURN_MS)
}

function end(balance: string | null): void {
  clearTimeout(turnTimer)
  delete root.dataset.busy
  typing.hidden = true
  composer.canStop(log.isStreaming)
  wake()
  if (balance === null) return
  const shown = document.querySelector<HTMLElement>('[data-balance]')
  const words = shown?.querySelector('[data-balance-text]')
  if (!shown || !words) return
  words.textContent = balance
  shown.setAttribute('aria-label', say('your_balance', { balance }))
}

function wake(): void {
  for (const id of resting) log.redraw(id)
  resting.clear()
}

function tell(words: string): void {
  linkState.textContent = words
  linkState.hidden = words === ''
}

function newId(): string {
  // `crypto.randomUUID` is there on https and localhost alone; a page on a home network has this.
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
