import { lexer, type MarkedToken, type Token, type Tokens } from 'marked'
import { MessageText } from '#bots/telegram/message_text'

/** Adds light markdown to a text. What Telegram cannot show (tables, HTML) stays as it was written. */
export function writeMarkdown(into: MessageText, source: string): MessageText {
  writeBlocks(into, lexer(source), '')
  return into
}

/** Texts of the program itself come again and again; so many of the newest are kept as they were read. */
const KEPT = 200
const kept = new Map<string, MessageText>()

/** Adds a text that others were given before and will be given again: help, terms, labels. */
export function writeWording(into: MessageText, source: string): MessageText {
  let read = kept.get(source)
  if (!read) {
    read = writeMarkdown(new MessageText(), source)
    const oldest = kept.keys().next()
    if (kept.size >= KEPT && !oldest.done) kept.delete(oldest.value)
    kept.set(source, read)
  }
  return into.append(read)
}

/** The lexer knows no tokens but its own, since no extension is installed. */
function isMarked(token: Token): token is MarkedToken {
  return typeof token.raw === 'string'
}

function writeBlocks(into: MessageText, tokens: readonly Token[], indent: string): void {
  let gap = ''
  for (const token of tokens.filter(isMarked)) {
    const newlines = /\n[\s]*$/.exec(token.raw)?.[0].split('\n').length ?? 1
    if (token.type === 'space') {
      if (gap !== '') gap = '\n\n'
      continue
    }
    into.plain(gap)
    writeBlock(into, token, indent)
    gap = newlines > 2 ? '\n\n' : '\n'
  }
}

function writeBlock(into: MessageText, token: MarkedToken, indent: string): void {
  switch (token.type) {
    case 'heading':
      into.styled('bold', () => writeInline(into, token.tokens))
      break
    case 'code':
      into.codeBlock(token.text, /^[\w+#-]+/.exec(token.lang ?? '')?.[0])
      break
    case 'blockquote':
      into.quote(() => writeBlocks(into, token.tokens, indent))
      break
    case 'list':
      writeList(into, token, indent)
      break
    case 'hr':
      into.plain('———')
      break
    case 'paragraph':
      writeInline(into, token.tokens)
      break
    case 'text':
      writeInline(into, token.tokens ?? [token])
      break
    default:
      into.plain(token.raw.trimEnd())
  }
}

function writeList(into: MessageText, list: Tokens.List, indent: string): void {
  const first = list.start === '' ? 1 : list.start
  for (const [index, item] of list.items.entries()) {
    const bullet = list.ordered ? `${first + index}. ` : '• '
    into.plain(`${index > 0 ? (list.loose ? '\n\n' : '\n') : ''}${indent}${bullet}`)
    writeBlocks(into, item.tokens, `${indent}  `)
  }
}

function writeInline(into: MessageText, tokens: readonly Token[]): void {
  for (const token of tokens.filter(isMarked)) {
    switch (token.type) {
      case 'strong':
        into.styled('bold', () => writeInline(into, token.tokens))
        break
      case 'em':
        into.styled('italic', () => writeInline(into, token.tokens))
        break
      case 'del':
        into.styled('strikethrough', () => writeInline(into, token.tokens))
        break
      case 'codespan':
        into.styled('code', () => into.plain(token.text))
        break
      case 'link':
        if (!token.raw.startsWith('[') || !/^(https?|tg|mailto):/i.test(token.href))
          into.plain(token.raw)
        else into.link(token.href, () => writeInline(into, token.tokens))
        break
      case 'br':
        into.plain('\n')
        break
      case 'escape':
        into.plain(token.text)
        break
      case 'text':
        if (token.tokens) writeInline(into, token.tokens)
        else into.plain(token.text)
        break
      default:
        into.plain(token.raw)
    }
  }
}
