import type { Exchange } from '#plugins/personas/persona'

const FAN = /^\s*(?:\{\{user\}\}|<user>|you)\s*:\s*/i

/**
 * The exchanges of a card's `mes_example`: blocks that begin with `<START>`, lines that begin with who speaks. What
 * the character says before anyone spoke to it answers nothing: its `fan` is empty.
 */
export function readExamples(text: string, name: string): Exchange[] {
  return text
    .split(/<START>/i)
    .map((block) => block.trim())
    .filter((block) => block !== '')
    .flatMap((block) => exchangesOf(speechesOf(block, name)))
}

interface Speech {
  who: 'fan' | 'persona'
  text: string
}

function speechesOf(block: string, name: string): Speech[] {
  const speeches: Speech[] = []
  for (const line of block.split(/\r?\n/)) {
    const opened = opening(line, name)
    const last = speeches.at(-1)
    if (opened) speeches.push(opened)
    else if (last) last.text += `\n${line}`
    // Prose before anyone is named is the character's.
    else speeches.push({ who: 'persona', text: line })
  }
  return speeches
    .map(({ who, text }) => ({ who, text: text.trim() }))
    .filter(({ text }) => text !== '')
}

function opening(line: string, name: string): Speech | null {
  const fan = FAN.exec(line)
  if (fan) return { who: 'fan', text: line.slice(fan[0].length) }
  const colon = line.indexOf(':')
  const speaker = line.slice(0, colon).trim().toLowerCase()
  const isPersona = colon > 0 && ['{{char}}', '<bot>', name.trim().toLowerCase()].includes(speaker)
  return isPersona ? { who: 'persona', text: line.slice(colon + 1) } : null
}

/** Speeches of the same side in a row are one. */
function exchangesOf(speeches: readonly Speech[]): Exchange[] {
  const exchanges: { fan: string[]; persona: string[] }[] = []
  for (const { who, text } of speeches) {
    const last = exchanges.at(-1)
    if (!last || (who === 'fan' && last.persona.length > 0)) {
      exchanges.push({ fan: [], persona: [], [who]: [text] })
    } else last[who].push(text)
  }
  return exchanges
    .filter(({ persona }) => persona.length > 0)
    .map(({ fan, persona }) => ({ fan: fan.join('\n'), persona: persona.join('\n') }))
}

/** Exchanges as cards write them. */
export function writeExamples(examples: readonly Exchange[]): string {
  return examples
    .map(({ fan, persona }) => {
      const lines = fan === '' ? [] : [`{{user}}: ${fan}`]
      return ['<START>', ...lines, `{{char}}: ${persona}`].join('\n')
    })
    .join('\n')
}
