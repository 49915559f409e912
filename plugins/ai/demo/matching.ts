/** Which of a persona's own sentences touch what was said: by shared words, nothing cleverer. */

/** Words that are in every sentence and say nothing about it, English and Spanish, without accents. */
const COMMON = new Set(
  `about after again also always another because been before being between both came come could does
  doing done dont down each even ever every from gave give goes going good have having here herself
  himself into just know like likes made make many maybe mean more most much must need never only other
  over please really said same should some someone something still such take talk tell than that thats
  their them then there these they thing things think this those through today told too under until very
  want wants well were what whats when where which while will with without would yeah your youre yours
  the and for you are was not but can how why who did has had his her its our out one all any
  algo algun alguna ahora ante antes aqui asi aunque bien cada casi como contigo creo cual cuando
  cuanto cuentame decir desde dice dime donde ella ellas ellos entonces entre eres esa ese eso esta estaba
  estas este esto estos estoy hacer hacia hasta hay hola igual las les los luego mas menos mientras mucho
  muy nada nadie nunca otra otro para pero poco por porque pues puede puedes puedo que quien quiero quieres
  sabes ser sera siempre sin sobre sois solo son soy tambien tan tanto tener tengo tiene tienes toda todas
  todo todos una unas uno unos usted vale vamos verdad vez vosotros del con mis tus sus fue muchas gracias`.split(
    /\s+/
  )
)

/** Letters without accents, in lower case: so that "Café" and "cafe" meet. */
const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Only so much of a message is looked at. */
const LOOKED_AT = 2_000

/** Crude on purpose: "gardens" and "garden", "cartas" and "carta" are one word. */
const stem = (word: string): string => word.replace(/(?:es|s)$/, '')

const meaningful = (word: string): boolean => word.length >= 3 && !COMMON.has(fold(word))

/** The words of a text that say something, as they were written, longest first. */
export function topicsOf(text: string): string[] {
  const words = text.slice(0, LOOKED_AT).match(/[\p{L}\p{M}]{3,24}/gu) ?? []
  return words.filter(meaningful).sort((a, b) => b.length - a.length)
}

const keysOf = (text: string): Set<string> =>
  new Set(topicsOf(text).map((word) => stem(fold(word))))

/** Where the text is that shares most with what was said; -1 when none shares a word. */
export function bestMatch(said: string, texts: readonly string[]): number {
  const asked = keysOf(said)
  const scores = texts.map((text) => {
    const shared = [...keysOf(text)].filter((key) => asked.has(key))
    return shared.reduce((sum, key) => sum + key.length, 0)
  })
  const best = Math.max(0, ...scores)
  return best === 0 ? -1 : scores.indexOf(best)
}

/** FNV-1a, 32 bits: the same words always pick the same answer. */
export function pickNumber(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  }
  return hash
}
