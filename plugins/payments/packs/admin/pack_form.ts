/** A pack as the fields of the admin's form, and back. */
import { MILLICOINS_PER_COIN } from '#app/support/coins'
import { amountOf, decimalOf, fractionDigits } from '#app/support/money'
import { CURRENCIES } from '#plugins/payments/packs/currencies'
import { PACK_LIMITS } from '#plugins/payments/packs/limits'
import { SHELVES, totalOf, type Pack } from '#plugins/payments/packs/pack'

/** Languages in which an admin may name a pack. */
export const PACK_LOCALES = ['en', 'es'] as const

export type PackForm = Readonly<Record<string, string>>

/** What is wrong with which field: an i18n key under `payments.packs_admin.wrong`. */
export type WrongFields = Readonly<Record<string, string>>

/** Discord's ids: 64 bits as digits (docs.discord.com/developers/reference#snowflakes). */
const SNOWFLAKE = /^\d{17,20}$/
const PACK_ID = /^[a-z0-9_]{1,32}$/

/** The form of a pack; of a new one when there is none. */
export function formOf(pack: Pack | null): PackForm {
  const form: Record<string, string> = {
    id: pack?.id ?? '',
    position: String(pack?.position ?? 10),
    shelf: pack?.shelf ?? 'everyday',
    coins: pack ? coinsText(pack.coins) : '',
    bonus: pack ? coinsText(pack.bonus) : '0',
    active: pack && !pack.active ? '' : '1',
    best: pack?.best ? '1' : '',
    discord_sku: pack?.discordSku ?? '',
  }
  for (const currency of CURRENCIES) {
    const amount = pack?.prices[currency]
    form[`price_${currency}`] = amount === undefined ? '' : decimalOf(amount, currency)
  }
  for (const locale of PACK_LOCALES) {
    form[`name_${locale}`] = pack?.names[locale] ?? ''
    form[`line_${locale}`] = pack?.lines[locale] ?? ''
  }
  return form
}

/** What was sent, field by field; what was not sent is empty. */
export function sentForm(body: Readonly<Record<string, unknown>>): PackForm {
  return Object.fromEntries(
    Object.keys(formOf(null)).map((name) => {
      const value = body[name]
      return [name, typeof value === 'string' ? value.trim() : '']
    })
  )
}

/** Reads a form; the pack, or what is wrong. @param id of the pack that is changed; null for a new one */
export function readForm(
  form: PackForm,
  id: string | null
): { pack: Pack } | { wrong: WrongFields } {
  const wrong: Record<string, string> = {}
  const field = <T>(name: string, why: string, read: (text: string) => T | null): T | null => {
    const value = read(form[name] ?? '')
    if (value === null) wrong[name] = why
    return value
  }
  const packId = id ?? field('id', 'id', (text) => (PACK_ID.test(text) ? text : null))
  const position = field('position', 'position', positionOf)
  const shelf = field('shelf', 'shelf', (text) => SHELVES.find((one) => one === text) ?? null)
  const coins = field('coins', 'coins', (text) => positive(coinsOf(text)))
  const bonus = field('bonus', 'bonus', coinsOf)
  const discordSku = field('discord_sku', 'sku', (text) =>
    text === '' || SNOWFLAKE.test(text) ? text : null
  )
  const prices = pricesOf(form, wrong)
  const names = wordsOf(form, 'name', PACK_LIMITS.name, wrong)
  const lines = wordsOf(form, 'line', PACK_LIMITS.line, wrong)
  const active = form.active === '1'
  if (active && Object.keys(prices).length === 0) wrong[`price_${CURRENCIES[0]}`] ??= 'no_price'
  if (
    packId === null ||
    position === null ||
    shelf === null ||
    coins === null ||
    bonus === null ||
    discordSku === null ||
    Object.keys(wrong).length > 0
  ) {
    return { wrong }
  }
  if (totalOf({ coins, bonus }) > PACK_LIMITS.coins * MILLICOINS_PER_COIN) {
    return { wrong: { coins: 'coins' } }
  }
  return {
    pack: {
      id: packId,
      position,
      shelf,
      coins,
      bonus,
      best: form.best === '1',
      active,
      discordSku: discordSku === '' ? null : discordSku,
      names,
      lines,
      prices,
    },
  }
}

function pricesOf(form: PackForm, wrong: Record<string, string>): Record<string, bigint> {
  const prices: Record<string, bigint> = {}
  for (const currency of CURRENCIES) {
    const text = form[`price_${currency}`] ?? ''
    if (text === '') continue
    const amount = positive(amountOf(text, currency))
    const most = PACK_LIMITS.price * 10n ** BigInt(fractionDigits(currency))
    if (amount === null || amount > most) wrong[`price_${currency}`] = 'price'
    else prices[currency] = amount
  }
  return prices
}

function wordsOf(
  form: PackForm,
  field: string,
  most: number,
  wrong: Record<string, string>
): Record<string, string> {
  const words: Record<string, string> = {}
  for (const locale of PACK_LOCALES) {
    const text = form[`${field}_${locale}`] ?? ''
    if (text.length > most) wrong[`${field}_${locale}`] = 'long'
    else if (text !== '') words[locale] = text
  }
  return words
}

const positionOf = (text: string): number | null =>
  /^\d{1,3}$/.test(text) && Number(text) <= PACK_LIMITS.position ? Number(text) : null

const positive = (amount: bigint | null): bigint | null =>
  amount !== null && amount > 0n ? amount : null

/** Coins as a plain decimal, and back to millicoins; null for anything else. */
const coinsText = (millicoins: bigint): string => {
  const rest = (millicoins % MILLICOINS_PER_COIN).toString().padStart(3, '0').replace(/0+$/, '')
  return `${millicoins / MILLICOINS_PER_COIN}${rest === '' ? '' : `.${rest}`}`
}

function coinsOf(text: string): bigint | null {
  const match = /^(\d{1,9})(?:[.,](\d{1,3}))?$/.exec(text)
  return match ? BigInt((match[1] ?? '') + (match[2] ?? '').padEnd(3, '0')) : null
}
