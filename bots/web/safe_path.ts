const BASE = 'https://site.invalid'

/**
 * A path of this site that may be gone to after a form, or `fallback`: an address that somebody put into a
 * link must not lead a person who just signed in to another site.
 */
export function safePath(wanted: unknown, fallback: string): string {
  if (typeof wanted !== 'string' || !wanted.startsWith('/') || !URL.canParse(wanted, BASE)) {
    return fallback
  }
  const url = new URL(wanted, BASE)
  if (url.origin !== BASE) return fallback
  return url.pathname.startsWith('//') ? fallback : url.pathname + url.search + url.hash
}
