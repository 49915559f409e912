/** Lists as Stripe pages them (docs.stripe.com/api/pagination): newest first, `starting_after` an id. */
import { noSuch } from '#tests/emulators/stripe/errors'
import { partOf, textOf, type Form } from '#tests/emulators/stripe/form'

const LONGEST = 100
const USUAL = 10

export interface StripeList<T> {
  object: 'list'
  data: T[]
  has_more: boolean
  url: string
}

/** A page of `objects`, which are in the order of their making. */
export function pageOf<T extends { id: string; created: number }>(
  objects: readonly T[],
  form: Form,
  url: string
): StripeList<T> {
  const limit = Math.min(Number(textOf(form, 'limit') ?? USUAL), LONGEST)
  const newest = objects.toReversed().filter((one) => isWithin(one.created, form))
  const after = textOf(form, 'starting_after')
  const at = after === undefined ? 0 : newest.findIndex((one) => one.id === after) + 1
  if (after !== undefined && at === 0) throw noSuch('object', after, 'starting_after')
  const data = newest.slice(at, at + limit)
  return { object: 'list', data, has_more: at + limit < newest.length, url }
}

function isWithin(created: number, form: Form): boolean {
  const exact = textOf(form, 'created')
  if (exact !== undefined) return created === Number(exact)
  const range = partOf(form, 'created')
  const limit = (name: string): number | undefined => {
    const text = textOf(range, name)
    return text === undefined ? undefined : Number(text)
  }
  const [gt, gte, lt, lte] = [limit('gt'), limit('gte'), limit('lt'), limit('lte')]
  return (
    (gt === undefined || created > gt) &&
    (gte === undefined || created >= gte) &&
    (lt === undefined || created < lt) &&
    (lte === undefined || created <= lte)
  )
}
