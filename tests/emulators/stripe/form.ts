/** Stripe's form encoding: `a[b][0]=c` is `{ a: { b: { 0: 'c' } } }`; every leaf is a string. */
import { invalid } from '#tests/emulators/stripe/errors'

export type FormValue = string | Form
export interface Form {
  [name: string]: FormValue
}

const KEY = /^[^[\]]+(?:\[[^[\]]*\])*$/

export function parseForm(text: string): Form {
  const form: Form = {}
  for (const [key, value] of new URLSearchParams(text)) put(form, key, value)
  return form
}

function put(form: Form, key: string, value: string): void {
  if (!KEY.test(key)) throw invalid(`Invalid parameter name: ${key}`)
  const path = key.split(/\[|\]\[|\]/).filter((part, index, all) => index < all.length - 1 || part)
  let into = form
  for (const [index, part] of path.entries()) {
    // `a[]=b` counts up.
    const name = part === '' ? String(Object.keys(into).length) : part
    if (index === path.length - 1) {
      into[name] = value
      return
    }
    const inner = into[name] ?? (into[name] = {})
    if (typeof inner === 'string') throw invalid(`Invalid object: ${key}`)
    into = inner
  }
}

/** The text of a parameter; undefined when it is absent or empty. */
export function textOf(form: Form, name: string): string | undefined {
  const value = form[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A parameter that has parameters. */
export function partOf(form: Form, name: string): Form {
  const value = form[name]
  return typeof value === 'object' ? value : {}
}

/** The texts of a list, or of a set of names. */
export function textsOf(form: Form): Record<string, string> {
  return Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : []
    )
  )
}

/** An amount in minor units: a whole number that is above zero. */
export function amountOf(form: Form, name = 'amount'): number | undefined {
  const text = textOf(form, name)
  if (text === undefined) return undefined
  if (!/^\d+$/.test(text)) {
    throw invalid(`Invalid integer: ${text}`, { code: 'parameter_invalid_integer', param: name })
  }
  const amount = Number(text)
  if (amount < 1) {
    throw invalid('This value must be greater than or equal to 1.', {
      code: 'parameter_invalid_integer',
      param: name,
    })
  }
  return amount
}

/** @throws the refusal for a parameter that has to be there */
export function required<T>(value: T | undefined, param: string): T {
  if (value === undefined) {
    throw invalid(`Missing required param: ${param}.`, { code: 'parameter_missing', param })
  }
  return value
}
