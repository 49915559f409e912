/** One JSON object for machines; whole numbers are numbers as long as JavaScript reads them exactly. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'bigint') return inner
    const number = Number(inner)
    return Number.isSafeInteger(number) ? number : inner.toString()
  })
}
