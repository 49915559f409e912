/** Addresses as Discord's servers and its users can open them. */

/**
 * The absolute form of an address, or null where Discord could not use it: it refuses addresses without a
 * public-looking host, such as localhost.
 * @param url absolute, or relative to the program's own site
 */
export function publicUrl(url: string, appUrl: string): string | null {
  const absolute = URL.parse(url, `${appUrl}/`)
  if (!absolute || !['http:', 'https:'].includes(absolute.protocol)) return null
  const { hostname } = absolute
  const local =
    !hostname.includes('.') ||
    hostname.endsWith('.localhost') ||
    hostname.endsWith('.local') ||
    /^(127|10|192\.168|172\.(1[6-9]|2\d|3[01])|169\.254|0)\./.test(hostname)
  return local ? null : absolute.href
}
