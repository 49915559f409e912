import { convert } from 'html-to-text'
import { KNOWLEDGE_LIMITS } from '#plugins/personas/knowledge/limits'

/** Elements nested deeper than this are left out; real pages have a few dozen. */
const DEPTH = 200

/** The words of a web page; nothing of it is run or fetched. */
export const readHtml = (html: string): string =>
  convert(html, {
    wordwrap: false,
    limits: { ellipsis: '', maxDepth: DEPTH, maxInputLength: KNOWLEDGE_LIMITS.fileBytes },
    selectors: [
      { selector: 'a', options: { ignoreHref: true } },
      { selector: 'img', format: 'skip' },
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
        selector,
        options: { uppercase: false },
      })),
    ],
  })
