/**
 * Where Razorpay's checkout comes from. It loads its window as a frame of its API's host, tells its own log how it
 * goes, and styles what it puts onto the page; no other page of ours lets it in.
 */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  'script-src': ['https://checkout.razorpay.com'],
  'frame-src': ['https://api.razorpay.com', 'https://checkout.razorpay.com'],
  'connect-src': ['https://api.razorpay.com', 'https://lumberjack.razorpay.com'],
  'style-src': ["'unsafe-inline'"],
}

/** The page's content security policy with what the checkout needs; everything else stays as it was. */
export function policyWithCheckout(policy: string): string {
  const directives = new Map(
    policy
      .split(';')
      .map((one) => one.trim().split(/\s+/))
      .filter(([name]) => name !== '')
      .map(([name = '', ...sources]): [string, string[]] => [name, sources])
  )
  for (const [name, sources] of Object.entries(SOURCES)) {
    const before = directives.get(name) ?? directives.get('default-src') ?? []
    directives.set(name, [...new Set([...before, ...sources])])
  }
  return [...directives].map(([name, sources]) => [name, ...sources].join(' ')).join('; ')
}
