import { defineConfig } from '@adonisjs/transmit'
import { redis } from '@adonisjs/transmit/transports/redis'
import env from '#start/env'

const url = env.get('REDIS_URL')

/** Pages are told across processes where there is a Redis; without one there is one process. */
export default defineConfig({
  pingInterval: '20s',
  transport: url ? { driver: redis(connectionOf(new URL(url))), channel: 'greenroom::live' } : null,
})

/** ioredis' options; the transport takes no address. */
function connectionOf(address: URL) {
  return {
    host: address.hostname,
    port: Number(address.port || 6379),
    username: decodeURIComponent(address.username) || undefined,
    password: decodeURIComponent(address.password) || undefined,
    db: Number(address.pathname.slice(1) || 0),
    ...(address.protocol === 'rediss:' ? { tls: {} } : {}),
  }
}
