/** A form of a page, as a browser holds it. */

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#34;': '"',
  '&#39;': "'",
  '&#x27;': "'",
  '&amp;': '&',
}

const read = (html: string): string =>
  html.replaceAll(/&(?:lt|gt|quot|amp|#34|#39|#x27);/g, (entity) => ENTITIES[entity] ?? entity)

/** What a browser would send of a plan's form if nothing were touched: lines end with CRLF, as forms send them. */
export function planForm(page: string): Record<string, string> {
  const held: Record<string, string> = {}
  for (const [, attributes = ''] of page.matchAll(/<input([^>]*)>/g)) {
    keep(attributes, /\svalue="([^"]*)"/.exec(attributes)?.[1] ?? '')
  }
  for (const [, attributes = '', text = ''] of page.matchAll(
    /<textarea([^>]*)>([^<]*)<\/textarea>/g
  )) {
    keep(attributes, text)
  }
  for (const [, attributes = '', options = ''] of page.matchAll(
    /<select([^>]*)>([\s\S]*?)<\/select>/g
  )) {
    const all = [...options.matchAll(/<option value="([^"]*)"([^>]*)>/g)]
    const chosen = all.find(([, , more = '']) => more.includes('selected')) ?? all[0]
    keep(attributes, chosen?.[1] ?? '')
  }
  return held

  function keep(attributes: string, value: string): void {
    const name = /\sname="(plan_\w+)"/.exec(attributes)?.[1]
    if (name) held[name] = read(value).replaceAll(/\r?\n/g, '\r\n')
  }
}

/** A plan's fields as its form names them. */
export const planFields = (values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`plan_${name}`, value]))
