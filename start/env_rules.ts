/** Rules for settings that AdonisJS has none for. Each error names the variable and what it should be. */
import { trustedProxies } from '#app/support/trusted_proxies'

/** An absolute address with one of the protocols; may be absent. */
export function optionalUrl(protocols: readonly string[]) {
  return (name: string, value?: string): string | undefined => {
    if (value === undefined || value === '') return undefined
    const url = URL.canParse(value) ? new URL(value) : null
    if (!url || !protocols.includes(url.protocol)) {
      const form = protocols.map((protocol) => `${protocol}//…`).join(' or ')
      throw new Error(`${name} should be an address of the form ${form}`)
    }
    return value
  }
}

/** Reverse proxies that are believed; see {@link trustedProxies}. May be absent. */
export function proxyList() {
  return (name: string, value = ''): string => {
    try {
      trustedProxies(value)
    } catch (error) {
      throw new Error(`${name}: ${error instanceof Error ? error.message : 'not a list'}`)
    }
    return value
  }
}

/**
 * AES-256 keys, comma-separated, newest first: each 32 bytes in base64. In production there must be one, so that
 * nobody finds out at the first secret that it cannot be kept.
 */
export function encryptionKeys() {
  return (name: string, value?: string): string | undefined => {
    if (value === undefined || value === '') {
      if (process.env.NODE_ENV !== 'production') return undefined
      throw new Error(
        `${name} is not set; it should be keys of 32 bytes in base64, separated by commas, newest first ` +
          '(`openssl rand -base64 32` makes one)'
      )
    }
    for (const key of value.split(',')) {
      if (Buffer.from(key.trim(), 'base64').length !== 32) {
        throw new Error(
          `${name} should be keys of 32 bytes in base64, separated by commas, newest first`
        )
      }
    }
    return value
  }
}
