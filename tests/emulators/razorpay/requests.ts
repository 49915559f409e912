/** What Razorpay's API answers. It refuses what the real one refuses: unknown fields, wrong kinds, too much. */
import { refuse, RazorpayApiError } from '#tests/emulators/razorpay/errors'
import type { RazorpayWorld } from '#tests/emulators/razorpay/world'

export interface ApiRequest {
  method: string
  /** Without `/v1`. */
  path: string
  query: URLSearchParams
  /** Of a POST; as it came, and parsed. */
  raw: string
  body: Readonly<Record<string, unknown>>
  idempotencyKey: string | undefined
}

export function answer(world: RazorpayWorld, request: ApiRequest): unknown {
  const { method, path, query } = request
  const [, kind, id, part] = path.split('/')
  const route = `${method} /${kind}${id ? '/:id' : ''}${part ? `/${part}` : ''}`
  switch (route) {
    case 'POST /orders':
      return createOrder(world, request)
    case 'GET /orders':
      return list(
        [...world.orders.values()].filter(
          (one) => !query.has('receipt') || one.receipt === query.get('receipt')
        ),
        query,
        ['receipt', 'authorized']
      )
    case 'GET /orders/:id':
      return world.order(id ?? '')
    case 'GET /orders/:id/payments':
      return list(
        [...world.payments.values()].filter((one) => one.order_id === id),
        query
      )
    case 'GET /payments':
      return list([...world.payments.values()], query)
    case 'GET /payments/:id':
      return world.payment(id ?? '')
    case 'POST /payments/:id/capture': {
      only(request.body, ['amount', 'currency'])
      const { amount, currency } = request.body
      return world.capture(id ?? '', {
        amount: wholeAmount(amount),
        currency: typeof currency === 'string' ? currency : undefined,
      })
    }
    case 'POST /payments/:id/refund':
      return refund(world, id ?? '', request)
    case 'GET /payments/:id/refunds':
      world.payment(id ?? '')
      return list(
        [...world.refunds.values()].filter((one) => one.payment_id === id),
        query
      )
    case 'POST /plans':
      return createPlan(world, request)
    case 'POST /subscriptions':
      return createSubscription(world, request)
    case 'GET /subscriptions/:id':
      return world.billing.subscription(id ?? '')
    case 'POST /subscriptions/:id/cancel': {
      only(request.body, ['cancel_at_cycle_end'])
      const { cancel_at_cycle_end: atEnd = 0 } = request.body
      return world.billing.cancel(id ?? '', atEnd === 1 || atEnd === true)
    }
    case 'GET /invoices/:id':
      return world.billing.invoice(id ?? '')
    case 'GET /refunds':
      return list([...world.refunds.values()], query)
    case 'GET /disputes':
      return list([...world.disputes.values()], query)
    case 'GET /settlements/:id/combined':
      return report(world, query)
    default:
      throw new RazorpayApiError(404, 'The requested URL was not found on the server.')
  }
}

function createOrder(world: RazorpayWorld, { body }: ApiRequest) {
  only(body, ['amount', 'currency', 'receipt', 'notes', 'partial_payment', 'payment'])
  const { currency, receipt, notes } = body
  const amount = wholeAmount(body.amount)
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) {
    return refuse('The currency field is required.', 'currency')
  }
  if (receipt !== undefined && (typeof receipt !== 'string' || receipt.length > 40)) {
    return refuse('The receipt may not be greater than 40 characters.', 'receipt')
  }
  return world.createOrder({ amount, currency, receipt: receipt ?? null, notes: notesIn(notes) })
}

function createPlan(world: RazorpayWorld, { body }: ApiRequest) {
  only(body, ['period', 'interval', 'item', 'notes'])
  const { period, interval, item } = body
  if (period !== 'monthly' && period !== 'yearly') return refuse('Not a valid period', 'period')
  if (interval !== 1) return refuse('This stand-in bills every period.', 'interval')
  if (typeof item !== 'object' || item === null) return refuse('The item field is required.')
  const { name, description, amount, currency, ...more }: Record<string, unknown> = { ...item }
  if (Object.keys(more).length > 0) return refuse('item has fields that should not be sent')
  if (typeof name !== 'string' || name === '') return refuse('The name field is required.', 'name')
  if (currency !== 'INR') return refuse('Currency is not supported', 'currency')
  const about = typeof description === 'string' ? description : null
  return world.billing.createPlan({
    period,
    interval,
    item: { name, description: about, amount: wholeAmount(amount), currency },
    notes: notesIn(body.notes),
  })
}

function createSubscription(world: RazorpayWorld, { body }: ApiRequest) {
  only(body, [
    'plan_id',
    'total_count',
    'quantity',
    'customer_notify',
    'notes',
    'start_at',
    'expire_by',
  ])
  const { plan_id: plan, total_count: count, customer_notify: notify = 1 } = body
  if (typeof plan !== 'string') return refuse('The plan id field is required.', 'plan_id')
  if (typeof count !== 'number' || !Number.isInteger(count)) {
    return refuse('The total count field is required when end at is not present.', 'total_count')
  }
  return world.billing.createSubscription({
    plan_id: plan,
    total_count: count,
    customer_notify: notify === 1 || notify === true,
    start_at: laterTime(body.start_at, 'start_at'),
    expire_by: laterTime(body.expire_by, 'expire_by'),
    notes: notesIn(body.notes),
  })
}

/** Unix seconds in the future; null where nothing is said. */
function laterTime(value: unknown, name: string): number | null {
  if (value === undefined) return null
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    return refuse(`The ${name} must be an integer.`, name)
  }
  return value * 1000 > Date.now() ? value : refuse(`${name} cannot be in the past.`, name)
}

function refund(world: RazorpayWorld, paymentId: string, request: ApiRequest) {
  const { body, idempotencyKey, raw } = request
  only(body, ['amount', 'speed', 'notes', 'receipt'])
  const { amount, speed = 'normal', receipt } = body
  if (speed !== 'normal' && speed !== 'optimum') return refuse('The speed is invalid.', 'speed')
  if (receipt !== undefined && (typeof receipt !== 'string' || receipt.length > 40)) {
    return refuse('The receipt may not be greater than 40 characters.', 'receipt')
  }
  if (idempotencyKey !== undefined && !/^[\w-]{10,}$/.test(idempotencyKey)) {
    return refuse('The idempotency key must be at least 10 characters: letters, digits, - and _.')
  }
  return world.refund(
    paymentId,
    {
      ...(amount !== undefined && { amount: wholeAmount(amount) }),
      receipt: receipt ?? null,
      speed,
    },
    idempotencyKey === undefined ? null : { value: idempotencyKey, body: raw }
  )
}

/** Newest first; at most 100 on a page. */
function list(
  entities: readonly { created_at: number }[],
  query: URLSearchParams,
  also: readonly string[] = []
) {
  for (const name of query.keys()) {
    if (!['from', 'to', 'count', 'skip', ...also].includes(name)) {
      refuse(`${name} is/are not required and should not be sent`, name)
    }
  }
  const number = (name: string, usual: number): number => {
    const value = query.get(name)
    return value === null ? usual : /^\d+$/.test(value) ? Number(value) : refuse(`Wrong ${name}`)
  }
  const count = number('count', 10)
  if (count < 1 || count > 100) refuse('The count must be between 1 and 100.', 'count')
  const [from, to, skip] = [
    number('from', 0),
    number('to', Number.MAX_SAFE_INTEGER),
    number('skip', 0),
  ]
  const items = entities
    .toReversed()
    .filter((one) => one.created_at >= from && one.created_at <= to)
    .slice(skip, skip + count)
  return { entity: 'collection', count: items.length, items }
}

/** What was settled in a month of India's; at most 1000 lines on a page. */
function report(world: RazorpayWorld, query: URLSearchParams) {
  const { year, month, count, skip } = Object.fromEntries(query)
  if (!/^\d{4}$/.test(year ?? '')) return refuse('The year field is required.', 'year')
  if (!/^([1-9]|1[0-2])$/.test(month ?? '')) return refuse('The month is invalid.', 'month')
  const [size, from] = [Number(count ?? 10), Number(skip ?? 0)]
  if (!(size >= 1 && size <= 1000)) return refuse('The count must be between 1 and 1000.', 'count')
  const india = new Intl.DateTimeFormat('en', {
    year: 'numeric',
    month: 'numeric',
    timeZone: 'Asia/Kolkata',
  })
  const items = world.settlements
    .filter((line) => india.format(line.settled_at * 1000) === `${month}/${year}`)
    .slice(from, from + size)
  return { entity: 'collection', count: items.length, items }
}

function only(body: Readonly<Record<string, unknown>>, names: readonly string[]): void {
  const extra = Object.keys(body).filter((name) => !names.includes(name))
  if (extra.length > 0) {
    refuse(`${extra.join(', ')} is/are not required and should not be sent`, extra[0])
  }
}

function wholeAmount(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    return refuse('The amount must be an integer.', 'amount')
  }
  return value < 100 ? refuse('The amount must be at least INR 1.00', 'amount') : value
}

function notesIn(notes: unknown): Record<string, string> | [] {
  if (notes === undefined) return []
  if (typeof notes !== 'object' || notes === null || Array.isArray(notes)) {
    return refuse('The notes must be an object.', 'notes')
  }
  const entries = Object.entries(notes).map(([name, value]): [string, string] => {
    const text = String(value)
    return text.length > 256 ? refuse('A note is too long.', 'notes') : [name, text]
  })
  if (entries.length > 15) return refuse('The notes may have at most 15 entries.', 'notes')
  return Object.fromEntries(entries)
}
