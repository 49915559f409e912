import { Lexer, type MarkedToken, type Token, type Tokens } from 'marked'
import { element } from './dom'
import { say } from './words'

/**
 * Light markdown as nodes. The library says what is what; nodes are made here, one by one and with text
 * inside, so markup that a model or a person wrote is shown as it stands and never becomes part of the page.
 */
export function markdown(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment()
  fragment.append(...blocks(Lexer.lex(text, { gfm: true, breaks: true })))
  return fragment
}

/** No extension is in use, so every token is one of the library's own. */
const own = (tokens: readonly Token[] | undefined) => (tokens ?? []) as readonly MarkedToken[]

function blocks(tokens: readonly Token[]): Node[] {
  return own(tokens).flatMap((token): Node[] => {
    switch (token.type) {
      case 'space':
      case 'def':
        return []
      case 'paragraph':
        return [element('p', {}, inlines(token.tokens))]
      case 'heading':
        return [element('p', {}, [element('strong', {}, inlines(token.tokens))])]
      case 'code':
        return [element('pre', { tabindex: 0 }, [element('code', {}, [token.text])])]
      case 'blockquote':
        return [element('blockquote', {}, blocks(token.tokens))]
      case 'list':
        return [list(token)]
      case 'hr':
        return [element('hr')]
      case 'text':
        return token.tokens ? inlines(token.tokens) : [document.createTextNode(token.text)]
      case 'list_item':
      case 'checkbox':
        return []
      case 'table':
      case 'html':
        return [element('p', {}, [token.raw.trimEnd()])]
      default:
        return inlines([token])
    }
  })
}

function list(token: Tokens.List): Node {
  const items = token.items.map((item) => element('li', {}, blocks(item.tokens)))
  if (!token.ordered) return element('ul', {}, items)
  const first = typeof token.start === 'number' && token.start !== 1 ? token.start : undefined
  return element('ol', { start: first }, items)
}

function inlines(tokens: readonly Token[]): Node[] {
  return own(tokens).map((token): Node => {
    switch (token.type) {
      case 'strong':
        return element('strong', {}, inlines(token.tokens))
      case 'em':
        return element('em', {}, inlines(token.tokens))
      case 'del':
        return element('del', {}, inlines(token.tokens))
      case 'codespan':
        return element('code', {}, [token.text])
      case 'br':
        return element('br')
      case 'link':
        return link(token)
      case 'text':
      case 'escape':
        return 'tokens' in token && token.tokens
          ? element('span', {}, inlines(token.tokens))
          : document.createTextNode(token.text)
      default:
        // Pictures too: a message must not make the browser fetch an address that somebody wrote.
        return document.createTextNode(token.raw)
    }
  })
}

function link(token: Tokens.Link): Node {
  const inside = inlines(token.tokens)
  const href = webAddress(token.href)
  if (!href) return element('span', {}, inside)
  return element('a', { href, ...elsewhere(href) }, [...inside, leaves(href)])
}

/** The address when it is one of the web, else null. */
export function webAddress(href: string): string | null {
  if (!URL.canParse(href, location.href)) return null
  return ['http:', 'https:'].includes(new URL(href, location.href).protocol) ? href : null
}

/** How a link to another site is opened. */
export function elsewhere(href: string): Record<string, string> {
  return isElsewhere(href) ? { target: '_blank', rel: 'noopener noreferrer nofollow' } : {}
}

/** Says, to those who cannot see it happen, that a link opens a new tab. */
export function leaves(href: string): Node | null {
  return isElsewhere(href) ? element('span', { class: 'unseen' }, [` (${say('opens_new')})`]) : null
}

const isElsewhere = (href: string) => new URL(href, location.href).origin !== location.origin
