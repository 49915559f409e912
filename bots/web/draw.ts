import { appUrl } from '#config/app'
import type { ButtonLike, Button, Speaker } from '#app/bot_kit/reply'
import { assertNever, type ReplyNode, type StreamNode } from '#app/bot_kit/reply'
import type { MintedButtons } from '#app/bot_kit/buttons'
import type { MessageBody, PageButton, PageSpeaker } from '#bots/web/protocol'

/** What is drawn at once; a stream grows. */
export type StillNode = Exclude<ReplyNode, StreamNode>

/** A content that a node brings along: it is kept first, so that it has an address. */
export function contentOf(node: StillNode) {
  if (node.kind === 'audio' || node.kind === 'file') return node
  return node.kind === 'image' && typeof node.source !== 'string' ? node.source : null
}

/**
 * Turns a node into what the page shows.
 * @param kept where the page finds the node's own content ({@link contentOf})
 */
export function draw(node: StillNode, minted: MintedButtons, kept = '#'): MessageBody {
  const { pressable, either, all } = drawingButtons(minted)

  switch (node.kind) {
    case 'text':
      return {
        kind: 'text',
        text: node.text,
        tone: node.tone ?? 'plain',
        speaker: drawSpeaker(node.speaker),
        code: node.code,
      }
    case 'card':
      return {
        kind: 'card',
        title: node.title,
        text: node.text,
        fields: node.fields ?? [],
        imageUrl: node.imageUrl && safeUrl(node.imageUrl),
        footer: node.footer,
        buttons: all(node.buttons),
      }
    case 'list':
      return {
        kind: 'list',
        title: node.title,
        items: node.items.map(({ title, text, imageUrl, button }) => ({
          title,
          text,
          imageUrl: imageUrl && safeUrl(imageUrl),
          button: button && either(button),
        })),
        empty: node.empty,
        footer: node.footer,
        paging: node.paging && {
          page: node.paging.page,
          pages: node.paging.pages,
          open: node.paging.open,
          previous: node.paging.previous && pressable(node.paging.previous),
          next: node.paging.next && pressable(node.paging.next),
        },
        buttons: all(node.buttons),
      }
    case 'choice':
      return { kind: 'choice', text: node.text, buttons: all(node.buttons) }
    case 'form':
      return {
        kind: 'form',
        title: node.title,
        fields: node.fields,
        submit: pressable(node.submit),
        cancelLabel: node.cancelLabel,
      }
    case 'quote':
      return {
        kind: 'quote',
        text: node.text,
        buttons: all(node.decline ? [node.accept, node.decline] : [node.accept]),
      }
    case 'pay': {
      const { title, text, way } = node
      const checkout = way.kind === 'link' ? { label: way.label, url: safeUrl(way.url) } : null
      return { kind: 'pay', title, text, checkout, buttons: all(node.buttons) }
    }
    case 'image':
      return {
        kind: 'image',
        url: safeUrl(typeof node.source === 'string' ? node.source : kept),
        alt: node.alt,
        caption: node.caption,
        speaker: drawSpeaker(node.speaker),
        buttons: all(node.buttons),
      }
    case 'audio':
      return {
        kind: 'audio',
        url: safeUrl(kept),
        transcript: node.transcript,
        speaker: drawSpeaker(node.speaker),
      }
    case 'file': {
      const size = sizeOf(node.content.byteLength)
      return { kind: 'file', url: safeUrl(kept), name: node.name, size, caption: node.caption }
    }
    default:
      return assertNever(node)
  }
}

function drawingButtons(minted: MintedButtons) {
  const pressable = (button: Button): PageButton => {
    const id = minted.get(button)
    if (id === undefined) throw new Error(`The button "${button.label}" has no id`)
    const style = button.style ?? 'secondary'
    return { label: button.label, id, style, ...(button.singleUse ? { once: true } : {}) }
  }
  const either = (button: ButtonLike): PageButton =>
    'url' in button ? { label: button.label, url: safeUrl(button.url) } : pressable(button)
  const all = (buttons: readonly ButtonLike[] | undefined) => (buttons ?? []).map(either)
  return { pressable, either, all }
}

export function drawSpeaker(speaker: Speaker | undefined): PageSpeaker | undefined {
  return (
    speaker && { name: speaker.name, avatarUrl: speaker.avatarUrl && safeUrl(speaker.avatarUrl) }
  )
}

/**
 * Addresses that a page may open or show: of this site, or of the web. Anything else opens nothing. Those of
 * this site become relative: somebody may be here by another of its names, with their cookies.
 */
export function safeUrl(url: string): string {
  if (!URL.canParse(url, appUrl)) return '#'
  const { protocol, origin, pathname, search, hash } = new URL(url, appUrl)
  if (origin === new URL(appUrl).origin) return pathname + search + hash
  return ['http:', 'https:'].includes(protocol) ? url : '#'
}

/** Bytes as a person reads them. */
export function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const kilobytes = bytes / 1024
  if (kilobytes < 1024) return `${kilobytes.toFixed(kilobytes < 10 ? 1 : 0)} KB`
  return `${(kilobytes / 1024).toFixed(1)} MB`
}
