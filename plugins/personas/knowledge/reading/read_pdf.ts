import { getDocumentProxy } from 'unpdf'
import { KNOWLEDGE_LIMITS } from '#plugins/personas/knowledge/limits'
import { ReadingFailed } from '#plugins/personas/knowledge/reading/reading_failed'

/** A PDF's text, page by page. */
export async function readPdf(
  content: Uint8Array,
  onProgress: (percent: number) => void
): Promise<string> {
  const document = await openPdf(content)
  if (document.numPages > KNOWLEDGE_LIMITS.pdfPages) throw new ReadingFailed('too_many_pages')
  const pages: string[] = []
  let characters = 0
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number).catch((cause: unknown) => {
      throw new ReadingFailed('damaged', { cause })
    })
    const { items } = await page.getTextContent()
    const text = paragraphs(items)
    pages.push(text)
    page.cleanup()
    characters += text.length
    if (characters > KNOWLEDGE_LIMITS.fileCharacters) throw new ReadingFailed('too_long')
    onProgress(Math.floor((number / document.numPages) * 100))
  }
  return pages.join('\n\n')
}

async function openPdf(content: Uint8Array) {
  try {
    // Its own copy: pdf.js takes the bytes away. Nothing in a PDF is run or fetched.
    return await getDocumentProxy(new Uint8Array(content), { verbosity: 0 })
  } catch (cause) {
    const isLocked = cause instanceof Error && cause.name === 'PasswordException'
    throw new ReadingFailed(isLocked ? 'password' : 'damaged', { cause })
  }
}

interface TextItem {
  str: string
  hasEOL: boolean
  /** Height of its letters. */
  height: number
  /** The last two numbers are where it stands, from the left and from below. */
  transform: readonly number[]
}

/** Lines that stand further apart than so many times the height of their letters are different paragraphs. */
const PARAGRAPH_GAP = 1.9

/** Puts lines together and parts paragraphs. */
function paragraphs(items: readonly unknown[]): string {
  let text = ''
  let lastY: number | null = null
  for (const item of items) {
    if (!isText(item)) continue
    const y = item.transform[5] ?? 0
    if (lastY !== null && item.height > 0 && lastY - y > PARAGRAPH_GAP * item.height) {
      text = `${text.trimEnd()}\n\n`
    }
    if (item.str.trim() !== '') lastY = y
    text += item.hasEOL ? `${item.str}\n` : item.str
  }
  // A word that is parted at the end of its line is put together again.
  return text.replace(/(\p{L})[-\u00AD]\n(\p{Ll})/gu, '$1$2')
}

const isText = (item: unknown): item is TextItem =>
  typeof item === 'object' && item !== null && 'str' in item && 'transform' in item
