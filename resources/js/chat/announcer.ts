import type { MessageBody } from '#bots/web/protocol'
import { say } from './words'

/**
 * Says to screen readers what happens, once and whole: a reply is read when it is finished, not syllable by
 * syllable while it grows.
 */
export class Announcer {
  constructor(private readonly region: HTMLElement) {}

  say(text: string): void {
    if (!text) return
    const line = document.createElement('p')
    line.textContent = text
    this.region.append(line)
    // What was read is removed, so that nobody walks through it again.
    setTimeout(() => line.remove(), 10_000)
  }

  message(body: MessageBody): void {
    this.say(spoken(body))
  }
}

function spoken(body: MessageBody): string {
  switch (body.kind) {
    case 'text':
      return `${body.speaker?.name ?? say('bot')}: ${body.text}`
    case 'stream': {
      const name = body.speaker?.name ?? say('bot')
      if (body.state === 'running') return say('writing', { name })
      return `${name}: ${body.text}${body.state === 'done' ? '' : ` (${say(body.state)})`}`
    }
    case 'card':
      return [body.title, body.text, ...body.fields.map((field) => `${field.name}: ${field.value}`)]
        .filter((part) => part)
        .join('. ')
    case 'list':
      return [
        body.title,
        ...(body.items.length > 0 ? body.items.map((item) => item.title) : [body.empty]),
      ].join('. ')
    case 'pay':
      return [body.title, body.text].join('. ')
    case 'choice':
    case 'quote':
      return body.text
    case 'form':
      return body.title
    case 'image':
      return [body.alt, body.caption].filter((part) => part).join('. ')
    case 'audio':
      return `${body.speaker?.name ?? say('bot')}: ${body.transcript}`
    case 'file':
      return body.name
    case 'mine':
    case 'gone':
      return ''
  }
}
