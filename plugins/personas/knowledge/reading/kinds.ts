/** Ends of names that are taken for knowledge, with what such a file is. */
const KINDS = {
  txt: 'text',
  text: 'text',
  md: 'text',
  markdown: 'text',
  json: 'text',
  html: 'html',
  htm: 'html',
  pdf: 'pdf',
} as const satisfies Record<string, KnowledgeKind>

export type KnowledgeKind = 'text' | 'html' | 'pdf'

/** A PDF begins so, somewhere in its first bytes (readers allow 1,024 of something else). */
const PDF_HEAD = Buffer.from('%PDF-')
const PDF_HEAD_WITHIN = 1_024

const isKnown = (end: string): end is keyof typeof KINDS => Object.hasOwn(KINDS, end)

/** What a file may be by its name; null when it is none that is taken. */
export function kindOfName(name: string): KnowledgeKind | null {
  const end = name.toLowerCase().split('.').at(-1) ?? ''
  return name.includes('.') && isKnown(end) ? KINDS[end] : null
}

/** What a file is: names lie, a PDF's beginning does not. */
export function kindOf(name: string, content: Uint8Array): KnowledgeKind {
  const head = Buffer.from(
    content.buffer,
    content.byteOffset,
    Math.min(content.length, PDF_HEAD_WITHIN)
  )
  if (head.includes(PDF_HEAD)) return 'pdf'
  return kindOfName(name) ?? 'text'
}

/** As an `accept` of a form. */
export const ACCEPTED_ENDS: readonly string[] = Object.keys(KINDS).map((end) => `.${end}`)
