/** What a text with entities or with HTML comes to, or why it is refused. */
import { badRequest } from '#tests/emulators/telegram/errors'
import { isRecord, type Params, type WireEntity } from '#tests/emulators/telegram/wire'

export interface Formatted {
  text: string
  entities: WireEntity[]
}

const TYPES = new Set(
  (
    'mention hashtag cashtag bot_command url email phone_number bold italic underline strikethrough spoiler ' +
    'blockquote expandable_blockquote code pre text_link text_mention custom_emoji'
  ).split(' ')
)

const MOST_ENTITIES = 100

/**
 * The text of a message or a caption. Telegram trims it; entities count UTF-16 units.
 * @param name the parameter that holds the text
 */
export function formattedOf(params: Params, name: 'text' | 'caption', limit: number): Formatted {
  const raw = typeof params[name] === 'string' ? params[name] : ''
  const mode = params.parse_mode
  const given = params[name === 'text' ? 'entities' : 'caption_entities']
  if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(raw)) {
    throw badRequest('strings must be encoded in UTF-8')
  }
  const formatted =
    mode === undefined
      ? { text: raw, entities: entitiesOf(given, raw) }
      : parse(raw, String(mode).toLowerCase())
  if (formatted.text.length > limit) {
    throw badRequest(name === 'text' ? 'message is too long' : 'message caption is too long')
  }
  return { text: formatted.text.trim(), entities: formatted.entities.slice(0, MOST_ENTITIES) }
}

function entitiesOf(given: unknown, text: string): WireEntity[] {
  if (given === undefined) return []
  if (!Array.isArray(given)) throw badRequest("can't parse entities JSON object")
  return given.map((entity: unknown) => {
    if (!isRecord(entity)) throw badRequest("can't parse MessageEntity: expected an Object")
    const { type, offset, length, url, language } = entity
    if (typeof type !== 'string' || !TYPES.has(type)) {
      throw badRequest(`can't parse MessageEntity: unsupported type "${String(type)}"`)
    }
    if (!isIndex(offset) || !isIndex(length) || length === 0 || offset + length > text.length) {
      throw badRequest(`can't parse MessageEntity: ${type} is outside of the text`)
    }
    if (type === 'text_link' && (typeof url !== 'string' || !/^(https?|tg|mailto):/.test(url))) {
      throw badRequest('can\'t parse MessageEntity: field "url" must be a valid URL')
    }
    return {
      type,
      offset,
      length,
      ...(typeof url === 'string' && { url }),
      ...(typeof language === 'string' && { language }),
    }
  })
}

const isIndex = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0

const TAGS: Readonly<Record<string, string>> = {
  'b': 'bold',
  'strong': 'bold',
  'i': 'italic',
  'em': 'italic',
  'u': 'underline',
  'ins': 'underline',
  's': 'strikethrough',
  'strike': 'strikethrough',
  'del': 'strikethrough',
  'tg-spoiler': 'spoiler',
  'a': 'text_link',
  'code': 'code',
  'pre': 'pre',
  'blockquote': 'blockquote',
}

const CHARACTERS: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' }

/** HTML alone: nothing of ours speaks Markdown to Telegram. */
function parse(raw: string, mode: string): Formatted {
  if (mode !== 'html') throw badRequest('unsupported parse_mode')
  let text = ''
  const entities: WireEntity[] = []
  const open: { tag: string; offset: number; url?: string }[] = []
  let at = 0
  for (const match of raw.matchAll(/<(\/?)([^>]*)>|&(\w+);|<|&/g)) {
    text += raw.slice(at, match.index)
    at = match.index + match[0].length
    if (match[0] === '<')
      throw unparsable(`Can't find end of the tag at byte offset ${match.index}`)
    if (match[0] === '&') text += '&'
    else if (match[3] !== undefined) text += CHARACTERS[match[3]] ?? match[0]
    else if (match[1] === '/') close(match[2] ?? '', match.index)
    else start(match[2] ?? '', match.index)
  }
  text += raw.slice(at)
  const left = open.at(-1)
  if (left) throw unparsable(`Can't find end tag corresponding to start tag "${left.tag}"`)
  return { text, entities: entities.filter((entity) => entity.length > 0) }

  function start(body: string, index: number): void {
    const [tag = ''] = body.toLowerCase().split(/\s/)
    if (!(tag in TAGS)) throw unparsable(`Unsupported start tag "${tag}" at byte offset ${index}`)
    open.push({ tag, offset: text.length, url: /href="([^"]*)"/.exec(body)?.[1] })
  }

  function close(tag: string, index: number): void {
    const opened = open.pop()
    if (opened?.tag !== tag.toLowerCase()) {
      throw unparsable(`Unmatched end tag at byte offset ${index}`)
    }
    const type = TAGS[opened.tag] ?? opened.tag
    entities.push({
      type,
      offset: opened.offset,
      length: text.length - opened.offset,
      ...(opened.url !== undefined && { url: opened.url }),
    })
  }
}

const unparsable = (why: string) => badRequest(`can't parse entities: ${why}`)
