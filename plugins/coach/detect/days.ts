/** Days in words: what "March 3rd" or "in two weeks" is, counted from today. English and Spanish. */
import { DateTime } from 'luxon'
import { plain } from '#plugins/coach/detect/phrases'

const MONTHS: readonly RegExp[] = [
  /\b(?:jan(?:uary)?|enero)\b/u,
  /\b(?:feb(?:ruary)?|febrero)\b/u,
  /\b(?:mar(?:ch)?|marzo)\b/u,
  /\b(?:apr(?:il)?|abril)\b/u,
  /\b(?:may|mayo)\b/u,
  /\b(?:june?|junio)\b/u,
  /\b(?:july?|julio)\b/u,
  /\b(?:aug(?:ust)?|agosto)\b/u,
  /\b(?:sept?(?:ember)?|septiembre)\b/u,
  /\b(?:oct(?:ober)?|octubre)\b/u,
  /\b(?:nov(?:ember)?|noviembre)\b/u,
  /\b(?:dec(?:ember)?|diciembre)\b/u,
]
const WEEKDAYS: readonly RegExp[] = [
  /\b(?:monday|lunes)\b/u,
  /\b(?:tuesday|martes)\b/u,
  /\b(?:wednesday|miercoles)\b/u,
  /\b(?:thursday|jueves)\b/u,
  /\b(?:friday|viernes)\b/u,
  /\b(?:saturday|sabado)\b/u,
  /\b(?:sunday|domingo)\b/u,
]
const NUMBERS: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
  un: 1,
  una: 1,
  dos: 2,
  tres: 3,
  cuatro: 4,
  cinco: 5,
  seis: 6,
  siete: 7,
  ocho: 8,
  nueve: 9,
  diez: 10,
  doce: 12,
}
const SPAN =
  /\b(?:in|en|dentro de) (?<count>\d{1,2}|[a-z]+) (?:(?<days>days?|dias?)|(?<weeks>weeks?|semanas?)|(?<months>months?|mes(?:es)?))\b/u

/** Farther away nobody plans an opening, years. */
const FARTHEST = 3

/**
 * The day that words name, in ISO form (`2027-03-03`), by the calendar of UTC; null when they name none that is still to
 * come ("next month", "early June", the 30th of February, yesterday).
 */
export function comingDay(words: string, now: Date): string | null {
  const text = plain(words)
  const today = DateTime.fromJSDate(now, { zone: 'utc' }).startOf('day')
  const day = inFull(text) ?? spanned(text, today) ?? ofMonth(text, today) ?? ofWeek(text, today)
  const isComing = day?.isValid && day > today && day <= today.plus({ years: FARTHEST })
  return isComing ? day.toISODate() : null
}

function inFull(text: string): DateTime | null {
  const iso = /\b\d{4}-\d{2}-\d{2}\b/u.exec(text)
  return iso ? DateTime.fromISO(iso[0], { zone: 'utc' }) : null
}

function spanned(text: string, today: DateTime): DateTime | null {
  if (/\b(?:tomorrow|manana)\b/u.test(text)) return today.plus({ days: 1 })
  const { count = '', days, weeks } = SPAN.exec(text)?.groups ?? {}
  const many = NUMBERS[count] ?? Number.parseInt(count, 10)
  if (Number.isNaN(many)) return null
  return today.plus(days ? { days: many } : weeks ? { weeks: many } : { months: many })
}

/** "March 3rd", with or without its year: without, the next one. */
function ofMonth(text: string, today: DateTime): DateTime | null {
  const month = MONTHS.findIndex((pattern) => pattern.test(text)) + 1
  const day = /\b(\d{1,2})(?:st|nd|rd|th)?\b/u.exec(text)?.[1]
  if (month === 0 || day === undefined) return null
  const year = /\b20\d{2}\b/u.exec(text)?.[0]
  const found = DateTime.utc(Number(year ?? today.year), month, Number(day))
  return year === undefined && found <= today ? found.plus({ years: 1 }) : found
}

/** "Next Friday" is the Friday of next week, "on Friday" the one that comes next. */
function ofWeek(text: string, today: DateTime): DateTime | null {
  const weekday = WEEKDAYS.findIndex((pattern) => pattern.test(text)) + 1
  if (weekday === 0) return null
  if (/\bnext\b/u.test(text)) return today.startOf('week').plus({ weeks: 1, days: weekday - 1 })
  return today.plus({ days: (weekday - today.weekday + 7) % 7 || 7 })
}
