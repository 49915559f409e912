import type { Edge } from 'edge.js'

/**
 * `html.attrs` of views writes values as they are (edge.js 6.5.1): a quotation mark in what somebody typed would end the
 * attribute, and what follows it would be part of the page. With this they are escaped like all that views print.
 */
export function escapeAttributes(edge: Edge): void {
  const html: unknown = edge.globals.html
  if (typeof html !== 'object' || html === null || !('attrs' in html)) throw new Error(NONE)
  const { attrs } = html
  if (typeof attrs !== 'function') throw new Error(NONE)
  edge.global('html', {
    ...html,
    attrs: (values: Readonly<Record<string, unknown>>): unknown => {
      const entries = Object.entries(values).map(([name, value]) => [name, safe(value)])
      return Reflect.apply(attrs, html, [Object.fromEntries(entries)])
    },
  })
}

const NONE = 'Edge has no html.attrs'

const safe = (value: unknown): unknown => (typeof value === 'string' ? escaped(value) : value)

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => ENTITIES[one] ?? one)
