import type { Message, MessageBody, PageButton, PageFile, PageSpeaker } from '#bots/web/protocol'
import { element } from './dom'
import { drawForm } from './draw_form'
import { elsewhere, leaves, markdown, webAddress } from './markdown'
import { say } from './words'

/** What a person does with a message. */
export interface Actions {
  press(message: Message, button: string): void
  submit(message: Message, button: string, values: Record<string, string>): void
  dismiss(message: Message): void
}

type BodyOf<K extends MessageBody['kind']> = Extract<MessageBody, { kind: K }>

/** A message as a line of the log. */
export function drawMessage(message: Message, actions: Actions): HTMLLIElement {
  const { body } = message
  const mine = body.kind === 'mine'
  const wide = ['card', 'list', 'form', 'quote', 'pay'].includes(body.kind)
  const line = element('li', {
    'class': `${mine ? 'is-mine' : 'is-bot'}${wide ? ' is-wide' : ''}`,
    'data-id': message.id,
    'data-kind': body.kind,
  })
  const speaker = 'speaker' in body ? body.speaker : undefined
  if (speaker) line.append(drawSpeaker(speaker))
  else line.append(element('span', { class: 'unseen' }, [`${say(mine ? 'you' : 'bot')}: `]))
  const bubble = element('div', { class: bubbleClass(body), tabindex: -1 })
  bubble.append(...drawBody(message, actions))
  line.append(bubble)
  return line
}

function bubbleClass(body: MessageBody): string {
  const classes = ['bubble']
  if ('speaker' in body && body.speaker) classes.push('speaks')
  if (body.kind === 'quote' || body.kind === 'pay') classes.push('priced')
  if (body.kind === 'text') classes.push(`tone-${body.tone}`)
  if (body.kind === 'stream' && body.state === 'running') classes.push('streaming')
  return classes.join(' ')
}

function drawSpeaker({ name, avatarUrl }: PageSpeaker): HTMLElement {
  const initial = element('span', { 'class': 'initial', 'aria-hidden': 'true' }, [name.slice(0, 1)])
  const face = avatarUrl ? picture(avatarUrl, '', initial) : initial
  return element('p', { class: 'who' }, [face, name])
}

function drawBody(message: Message, actions: Actions): Node[] {
  const { body } = message
  switch (body.kind) {
    case 'mine':
      return present([body.file && drawSent(body.file), document.createTextNode(body.text)])
    case 'text':
      return [text(body.text)]
    case 'stream':
      return drawStream(body)
    case 'card':
      return drawCard(message, body, actions)
    case 'list':
      return drawList(message, body, actions)
    case 'choice':
    case 'quote':
      return present([text(body.text), buttons(message, body.buttons, actions)])
    case 'pay':
      return drawPay(message, body, actions)
    case 'form':
      return drawForm(message, body, actions)
    case 'image':
      return present([
        picture(body.url, body.alt, note(`${say('image_missing')}: ${body.alt}`), 'picture'),
        body.caption && text(body.caption),
        buttons(message, body.buttons, actions),
      ])
    case 'audio':
      return drawAudio(body)
    case 'file':
      return present([
        body.caption && text(body.caption),
        element('p', {}, [
          element('a', { class: 'button', href: body.url, download: body.name }, [
            `${say('download')}: ${body.name} (${body.size})`,
          ]),
        ]),
      ])
    case 'gone':
      return []
  }
}

/** A file that the person sent. */
function drawSent({ kind, url, name, size }: PageFile): Node {
  const src = webAddress(url) ?? '#'
  const link = element('a', { href: src, download: name }, [`${name} (${size})`])
  if (kind === 'image') return picture(url, name, link, 'picture')
  if (kind === 'document') return link
  const player = element('audio', { src, 'controls': true, 'preload': 'none', 'aria-label': name })
  player.addEventListener('error', () => player.replaceWith(link))
  return player
}

/** A recording, with its words for those who do not hear it. */
function drawAudio(body: BodyOf<'audio'>): Node[] {
  const src = webAddress(body.url)
  const name = body.speaker?.name ?? say('bot')
  const player = src
    ? element('audio', { src, 'controls': true, 'preload': 'metadata', 'aria-label': name })
    : note(say('audio_missing'))
  player.addEventListener('error', () => player.replaceWith(note(say('audio_missing'))))
  const words = element('details', { class: 'transcript' }, [
    element('summary', {}, [say('transcript')]),
    text(body.transcript),
  ])
  return [player, words]
}

function drawStream(body: BodyOf<'stream'>): Node[] {
  const cut = body.state === 'stopped' || body.state === 'broken'
  return present([
    text(body.text),
    cut && note(say(body.state === 'stopped' ? 'stopped' : 'broken')),
  ])
}

function drawCard(message: Message, body: BodyOf<'card'>, actions: Actions): Node[] {
  const facts = body.fields.map(({ name, value }) =>
    element('div', {}, [element('dt', {}, [name]), element('dd', {}, [value])])
  )
  return present([
    body.imageUrl
      ? element('div', { class: 'lede' }, [
          picture(body.imageUrl, '', null),
          element('h2', {}, [body.title]),
        ])
      : element('h2', {}, [body.title]),
    body.text && text(body.text),
    facts.length > 0 && element('dl', { class: 'facts' }, facts),
    buttons(message, body.buttons, actions),
    body.footer && note(body.footer),
  ])
}

/** A way to pay. The page to pay on takes this one's place: it leads back here. */
function drawPay(message: Message, body: BodyOf<'pay'>, actions: Actions): Node[] {
  const href = body.checkout && webAddress(body.checkout.url)
  return present([
    element('h2', {}, [body.title]),
    text(body.text),
    body.checkout && href
      ? element('p', { class: 'checkout' }, [
          element('a', { class: 'button primary', href }, [body.checkout.label]),
        ])
      : note(say('pay_elsewhere')),
    buttons(message, body.buttons, actions),
  ])
}

function drawList(message: Message, body: BodyOf<'list'>, actions: Actions): Node[] {
  const items = body.items.map((item) =>
    element(
      'li',
      { class: item.imageUrl ? 'has-picture' : undefined },
      [
        item.imageUrl && picture(item.imageUrl, '', null),
        element('div', {}, [
          element('p', { class: 'name' }, [item.title]),
          item.text ? text(item.text) : null,
        ]),
        item.button && button(message, item.button, actions, item.title),
      ].filter((part) => part !== '' && part !== undefined)
    )
  )
  return present([
    element('h2', {}, [body.title]),
    items.length > 0 ? element('ul', { class: 'items', role: 'list' }, items) : text(body.empty),
    body.paging && body.paging.pages > 1 && drawPaging(message, body.paging, actions),
    buttons(message, body.buttons, actions),
    body.footer && note(body.footer),
  ])
}

function drawPaging(
  message: Message,
  { page, pages, open, previous, next }: NonNullable<BodyOf<'list'>['paging']>,
  actions: Actions
): HTMLElement {
  return element('div', { class: 'pager' }, [
    previous && button(message, previous, actions),
    element('span', { class: 'note' }, [
      say('page_of', { page, pages: open ? `${pages}+` : pages }),
    ]),
    next && button(message, next, actions),
  ])
}

export function button(
  message: Message,
  about: PageButton,
  actions: Actions,
  context?: string
): HTMLElement {
  const name = context ? `${about.label}: ${context}` : undefined
  if ('url' in about) {
    const href = webAddress(about.url) ?? '#'
    return element('a', { 'class': 'button', href, 'aria-label': name, ...elsewhere(href) }, [
      about.label,
      leaves(href),
    ])
  }
  const made = element(
    'button',
    {
      'type': 'button',
      'class': `button ${about.style}`,
      'aria-label': name,
      'aria-disabled': about.used ? 'true' : undefined,
      'data-button': about.label,
    },
    [about.label]
  )
  made.addEventListener('click', () => {
    if (made.getAttribute('aria-disabled') !== 'true') actions.press(message, about.id)
  })
  return made
}

function buttons(message: Message, all: readonly PageButton[], actions: Actions): Node | null {
  if (all.length === 0) return null
  const drawn = all.map((each) => button(message, each, actions))
  return element('div', { class: 'buttons' }, drawn)
}

export function text(source: string): HTMLElement {
  const holder = element('div', { class: 'text' })
  holder.append(markdown(source))
  return holder
}

function note(words: string): HTMLElement {
  return element('p', { class: 'note' }, [words])
}

/** A picture; what stands in for it when it cannot be loaded. */
function picture(url: string, alt: string, instead: Node | null, cssClass?: string): Node {
  const src = webAddress(url)
  if (!src) return instead ?? document.createTextNode('')
  const image = element('img', { src, alt, class: cssClass, loading: 'lazy', decoding: 'async' })
  image.addEventListener('error', () => (instead ? image.replaceWith(instead) : image.remove()))
  return image
}

function present(parts: readonly (Node | null | undefined | false | '')[]): Node[] {
  return parts.filter((part) => part instanceof Node)
}
