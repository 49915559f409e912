import { VOICE } from '#plugins/personas/voice/limits'

/** What is said of a reply: its words without the marks that are for the eye, at most {@link VOICE.said} characters. */
export function spokenText(reply: string): string {
  const words = reply
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_~`#>]+/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  if (words.length <= VOICE.said) return words
  const cut = words.slice(0, VOICE.said)
  const end = Math.max(cut.lastIndexOf('. '), cut.lastIndexOf('! '), cut.lastIndexOf('? '))
  return (end > 0 ? cut.slice(0, end + 1) : cut).toWellFormed()
}

/** What it costs to hear a text, millicoins: a price for each begun part. */
export function speechPrice(text: string): bigint {
  return BigInt(Math.max(1, Math.ceil(text.length / VOICE.part))) * VOICE.pricePerPart
}
