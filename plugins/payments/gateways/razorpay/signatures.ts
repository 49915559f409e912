import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Whether a signature is the HMAC-SHA256 of a text, in constant time (the package's own check compares strings).
 * @param signature hexadecimal, as it came
 */
export function isSigned(text: string, signature: string, secret: string): boolean {
  if (!/^[0-9a-f]{64}$/i.test(signature)) return false
  const expected = createHmac('sha256', secret).update(text).digest()
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'))
}
