import { RazorpayRefused, type RazorpayClient } from '#plugins/payments/gateways/razorpay/client'
import { createdAt, itemsIn, settledIn } from '#plugins/payments/gateways/razorpay/entities'

/** Entities on one page: the most that Razorpay gives. */
const PAGE = 100

/**
 * Everything of a kind that came to be from `since` until now, newest first. The end is fixed when it begins: what
 * comes meanwhile would move the pages.
 */
export async function* listRazorpay(
  client: RazorpayClient,
  kind: 'payments' | 'refunds' | 'disputes',
  since: Date
): AsyncGenerator<unknown, void, undefined> {
  const span = { from: seconds(since), to: seconds(new Date()) + 1, count: PAGE }
  for (let skip = 0; ; skip += PAGE) {
    const page = await client.ask<unknown>((sdk) => sdk[kind].all({ ...span, skip }))
    const items = itemsIn(page)
    // Disputes cannot be asked for by time.
    const young = items.filter((one) => createdAt(one) >= span.from)
    yield* young
    if (items.length < PAGE || young.length === 0) return
  }
}

/** Lines on one page of a settlement report: the most that Razorpay gives. */
const REPORT_PAGE = 1_000

/**
 * What Razorpay kept of payments that were settled since, in paise by payment: what it paid out of each is the last
 * word on its fee and the GST on it. A payment says its fee by itself until then. Empty where the account has no reports.
 */
export async function settledFees(
  client: RazorpayClient,
  since: Date
): Promise<ReadonlyMap<string, bigint>> {
  const fees = new Map<string, bigint>()
  for (const month of monthsSince(since)) {
    for (let skip = 0; ; skip += REPORT_PAGE) {
      const lines = await report(client, { ...month, count: REPORT_PAGE, skip })
      for (const line of lines) {
        const settled = settledIn(line)
        if (settled) fees.set(settled.payment, settled.kept)
      }
      if (lines.length < REPORT_PAGE) break
    }
  }
  return fees
}

async function report(
  client: RazorpayClient,
  query: { year: number; month: number; count: number; skip: number }
): Promise<readonly unknown[]> {
  try {
    return itemsIn(await client.ask<unknown>((sdk) => sdk.settlements.reports(query)))
  } catch (error) {
    if (error instanceof RazorpayRefused) return []
    throw error
  }
}

/** Months from a time until now, a day more on either side: they are India's, and ours are UTC's. */
function monthsSince(since: Date): { year: number; month: number }[] {
  const day = 24 * 60 * 60 * 1000
  const last = new Date(Date.now() + day)
  const from = new Date(since.getTime() - day)
  const months: { year: number; month: number }[] = []
  for (
    let at = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth()));
    at <= last;
    at = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1))
  ) {
    months.push({ year: at.getUTCFullYear(), month: at.getUTCMonth() + 1 })
  }
  return months
}

/** Times there are Unix seconds. */
function seconds(time: Date): number {
  return Math.floor(time.getTime() / 1000)
}
