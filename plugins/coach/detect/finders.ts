/** What each decision is said with: values in the words of a clause. English and Spanish. */
import type { DecisionId } from '#plugins/coach/detect/decisions'
import type { Clause } from '#plugins/coach/detect/stance'

type Finder = (clause: Clause, asked: boolean) => string | null

function platform({ text }: Clause): string | null {
  const named = [
    ...text.matchAll(
      /\b(discord|telegram|tg)(?:\s+(channel|group|server|canal|grupo))?\b|\b(?:canal|grupo)\s+(?:de\s+)?telegram\b/giu
    ),
  ].map(([all]) => nameOf(all.toLowerCase()))
  // "Telegram, as a channel": what it is may stand apart from its name.
  const kinds = new Set(text.toLowerCase().match(/\b(?:channel|group|server|canal|grupo)\b/gu))
  const apart = kinds.size === 1 && (kinds.has('channel') || kinds.has('canal'))
  const [first, second] = new Set(
    named.map((name) => (name === 'telegram_group' && apart ? 'telegram_channel' : name))
  )
  // Two platforms in one breath are no choice.
  return second === undefined ? (first ?? null) : null
}

function nameOf(words: string): string {
  if (words.includes('discord')) return 'discord'
  return /channel|canal/u.test(words) ? 'telegram_channel' : 'telegram_group'
}

const AMOUNT =
  /(?:(?<sign>[$€₹])\s?(?<after>\d{1,5}(?:[.,]\d{1,2})?))|(?:(?<before>\d{1,6}(?:[.,]\d{1,2})?)\s?(?<unit>coins?|monedas?|dollars?|d[oó]lares?|bucks|usd|euros?|eur|€|rupees?|inr|stars?|estrellas?))/giu
const UNITS: readonly [RegExp, string][] = [
  [/coin|moneda/iu, 'coins'],
  [/€|eur/iu, 'EUR'],
  [/₹|rupee|inr/iu, 'INR'],
  [/star|estrella/iu, 'XTR'],
  [/./u, 'USD'],
]
const FREE =
  /\b(?:for free|free (?:tier|community|of charge)|it(?:'s| is) free|(?:be|make it|keep it) free|gratis|gratuit[ao])\b/iu

function pricing({ text }: Clause, asked: boolean): string | null {
  const amounts = [...text.matchAll(AMOUNT)]
  // A range is no price.
  if (amounts.length > 1) return null
  const [found] = amounts
  if (!found) {
    if (FREE.test(text)) return '0 coins'
    const bare = asked ? /^\D{0,24}?(\d{1,5}(?:[.,]\d{1,2})?)\D{0,24}$/u.exec(text) : null
    return bare?.[1] === undefined ? null : `${bare[1].replace(',', '.')} ${periodOf(text)}`.trim()
  }
  // What somebody has, earns or is, costs nothing.
  if (
    /\b(?:followers?|subscribers?|members?|people|fans|views|seguidores|miembros|personas|earn|i made|i make|gan[oé]|spend|spent|budget|presupuesto|gast[oé])\b/iu.test(
      text
    ) &&
    !/\b(?:charge|charging|price|cost|tier|month|monthly|mes|mensual|precio|cobr\w+|nivel|cuesta)\b/iu.test(
      text
    )
  )
    return null
  const { sign, after, before, unit } = found.groups ?? {}
  const amount = (after ?? before ?? '').replace(',', '.')
  const currency = UNITS.find(([pattern]) => pattern.test(sign ?? unit ?? ''))?.[1] ?? 'USD'
  return `${amount} ${currency} ${periodOf(text)}`.trim()
}

/** A price by itself, as it is written down (`9.99 USD monthly`); null for what is none. */
export const priceIn = (text: string): string | null => pricing({ text, question: false }, true)

const PERIOD =
  /\b(?:year(?:ly)?|annual(?:ly)?|a[nñ]o|anual(?:es)?|life ?time|for ?ever|once|one[- ]time|vida|una vez|pago [uú]nico|month(?:ly)?|mes|mensual(?:es)?|each)\b/giu

function periodOf(text: string): string {
  if (/\b(?:year(?:ly)?|annual(?:ly)?|a[nñ]o|anual(?:es)?)\b/iu.test(text)) return 'yearly'
  if (
    /\b(?:life ?time|for ?ever|once|one[- ]time|de por vida|una vez|pago [uú]nico)\b/iu.test(text)
  )
    return 'once'
  return /\b(?:month(?:ly)?|mes|mensual(?:es)?|al mes|\/mo)\b/iu.test(text) ? 'monthly' : ''
}

const COUNT = '(?:one|two|three|four|five|single|[1-9]|un|una|dos|tres|cuatro|cinco)'
function structure({ text }: Clause): string | null {
  const tiers = new RegExp(
    String.raw`\b(?:just |only |solo )?${COUNT}\s+(?:\w+\s+)?(?:tiers?|levels?|plans?|niveles|nivel|planes?)\b`,
    'iu'
  ).exec(text)
  const rooms = new RegExp(
    String.raw`\b${COUNT}\s+(?:\w+\s+)?(?:channels|rooms|canales|salas|topics|temas)\b`,
    'iu'
  ).exec(text)
  const found = [tiers?.[0], rooms?.[0]].filter((part) => part !== undefined)
  return found.length > 0 ? found.join(', ').toLowerCase() : null
}

const MONTHS =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre'
const DAYS =
  'monday|tuesday|wednesday|thursday|friday|saturday|sunday|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo'
const MANY = String.raw`(?:\d{1,2}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve)`
const MUCHOS = String.raw`(?:\d{1,2}|una?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce)`
const DATE = new RegExp(
  String.raw`\b(?:(?:${MONTHS})\s+\d{1,2}(?:st|nd|rd|th)?(?:,?\s+\d{4})?|\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+|de\s+)?(?:${MONTHS})(?:,?\s+(?:del?\s+)?\d{4})?|\d{4}-\d{2}-\d{2}|in\s+${MANY}\s+(?:weeks?|days?|months?)|(?:en|dentro de)\s+${MUCHOS}\s+(?:semanas?|d[ií]as|mes(?:es)?)|(?:next|this|el|este|el pr[oó]ximo|on)\s+(?:${DAYS})|tomorrow|ma[nñ]ana|next (?:week|month)|la semana que viene|el mes que viene|(?:early|mid|late)\s+(?:${MONTHS})|(?:a principios|a mediados|a finales)\s+de\s+(?:${MONTHS})|the\s+\d{1,2}(?:st|nd|rd|th)(?!\s+(?:of\s+)?(?:${MONTHS})))\b`,
  'iu'
)
const OPENING =
  /\b(?:open\w*|launch\w*|start\w*|live|begin\w*|ready|day|abr\w+|lanz\w+|empez\w+|empiez\w+|estren\w+|apertura|d[ií]a|listo)\b/iu
const WEEKLY =
  /\b(?:every|each|weekly|cada|todos? los|todas? las|semanal\w*|per week|a week|por semana|a la semana|daily|monthly q|once a (?:week|month))\b/iu

function timeline({ text }: Clause, asked: boolean): string | null {
  const found = DATE.exec(text)
  if (!found || WEEKLY.test(text)) return null
  return asked || OPENING.test(text) ? found[0].toLowerCase() : null
}

const MADE =
  /\b(?:posts?|videos?|streams?|lives?|podcasts?|newsletters?|stories|story|essays?|lessons?|tutorials?|workshops?|q ?& ?as?|ama|calls?|chapters?|episodes?|challenges?|sketch(?:es)?|drops?|guides?|talks?|readings?|publicaci[oó]n|publicaciones|v[ií]deos?|directos?|historias?|cap[ií]tulos?|clases?|lecciones|lecci[oó]n|talleres|taller|retos?|charlas?|gu[ií]as?|episodios?|llamadas?)\b/iu

function content({ text }: Clause, asked: boolean): string | null {
  const made = MADE.exec(text)
  const rhythm =
    WEEKLY.test(text) ||
    /\b(?:mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays)\b/iu.test(text)
  if (!rhythm || (!made && !asked)) return null
  // What it is, without the words that it is decided by.
  const said = text.replace(/^(?:decided|decidido|final|ok(?:ay)?|so|vale)\s*[:,]\s*/iu, '')
  return said.replace(/[.!\s]+$/u, '').slice(0, 200)
}

/** What a decision is said with. */
export const PARTS: Readonly<Record<Exclude<DecisionId, 'content'>, readonly RegExp[]>> = {
  platform: [/\b(?:discord|telegram|tg|channel|group|server|canal|grupo)\b/giu],
  pricing: [AMOUNT, new RegExp(FREE, 'giu'), /\d+(?:[.,]\d+)?/gu, PERIOD],
  structure: [
    new RegExp(String.raw`\b${COUNT}\b`, 'giu'),
    /\b(?:tiers?|levels?|plans?|niveles|nivel|planes?|channels|rooms|canales|salas|topics|temas)\b/giu,
  ],
  timeline: [new RegExp(DATE, 'giu')],
}

/** Finds what a clause would decide; `asked` where it is an answer, and may say less. */
export const FINDERS: Readonly<Record<DecisionId, Finder>> = {
  platform,
  pricing,
  structure,
  timeline,
  content,
}
