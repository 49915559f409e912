import { BlockList, isIP } from 'node:net'

/** A proxy on the same machine is always believed. */
const LOOPBACK = ['127.0.0.0/8', '::1/128']

/** Names for ranges. `private`: what is not routed on the Internet (RFC 1918, RFC 6598, RFC 4193). */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'],
}

/**
 * Who is believed when it says by `X-Forwarded-For` and `X-Forwarded-Proto` for whom it asks. Everybody else's word is not
 * taken: whoever could choose their own address would have no limit by address.
 * @param list addresses, ranges (`10.0.0.0/8`) or `private`, separated by commas
 * @throws Error that names the part that is none of these
 */
export function trustedProxies(list: string): (address: string) => boolean {
  const believed = new BlockList()
  const parts = list.split(',').map((part) => part.trim())
  for (const part of [...LOOPBACK, ...parts.flatMap((one) => NAMED[one] ?? one)]) {
    if (part !== '') add(believed, part)
  }
  return (address) => believed.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

function add(believed: BlockList, part: string): void {
  const [address = '', bits, ...rest] = part.split('/')
  const version = isIP(address)
  const most = version === 6 ? 128 : 32
  const length = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN
  if (version === 0 || rest.length > 0 || !(length <= most)) {
    throw new Error(`"${part}" is no address, no range like 10.0.0.0/8, and not "private"`)
  }
  believed.addSubnet(address, length, version === 6 ? 'ipv6' : 'ipv4')
}
