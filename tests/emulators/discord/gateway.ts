/**
 * The gateway over a WebSocket (docs.discord.com/developers/events/gateway): hello, heartbeats, identify with
 * shards, resume with replay, and its close codes.
 */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, Server } from 'node:http'
import { WebSocketServer, type WebSocket } from 'ws'
import { guildJson } from '#tests/emulators/discord/guild_wire'
import {
  asList,
  asNumber,
  asObject,
  asText,
  isObject,
  type Json,
} from '#tests/emulators/discord/json'
import { shardOf } from '#tests/emulators/discord/snowflake'
import { userJson } from '#tests/emulators/discord/wire'
import type { World } from '#tests/emulators/discord/world'

interface Session {
  id: string
  shard: number
  shards: number
  intents: number
  sequence: number
  /** What was dispatched, for a resume. */
  sent: { s: number; t: string; d: unknown }[]
  socket: WebSocket | null
}

const KEPT_FOR_RESUME = 1_000
const SERVER_MEMBERS = 1 << 1
/**
 * Intents that are refused unless they are switched on for the application, with the flags that say so: GUILD_MEMBERS,
 * GUILD_PRESENCES, MESSAGE_CONTENT.
 */
const PRIVILEGED: readonly { intent: number; flags: number }[] = [
  { intent: SERVER_MEMBERS, flags: (1 << 14) | (1 << 15) },
  { intent: 1 << 8, flags: (1 << 12) | (1 << 13) },
  { intent: 1 << 15, flags: (1 << 18) | (1 << 19) },
]

/** The intent that an event needs; 0 when it is always sent. */
function intentOf(event: string, guildId: string | undefined): number {
  if (event.startsWith('MESSAGE_')) return guildId === undefined ? 1 << 12 : 1 << 9
  if (event.startsWith('GUILD_MEMBER_')) return SERVER_MEMBERS
  if (event === 'WEBHOOKS_UPDATE') return 1 << 5
  return /^(GUILD_|CHANNEL_|THREAD_)/.test(event) ? 1 << 0 : 0
}

export class Gateway {
  readonly #sessions = new Map<string, Session>()
  readonly #sockets: WebSocketServer
  /** Counts of what clients did, for tests. */
  readonly seen = { identifies: 0, resumes: 0, heartbeats: 0 }
  url = ''
  /** What `GET /gateway/bot` recommends. */
  recommendedShards = 1
  heartbeatInterval = 41_250
  /** So many events that a client has had already are sent again when it resumes. */
  repeatOnResume = 0

  constructor(
    private readonly world: World,
    server: Server
  ) {
    this.#sockets = new WebSocketServer({ server, path: '/gateway' })
    this.#sockets.on('connection', (socket, request) => this.#welcome(socket, request))
  }

  /** Shards that are connected. */
  get connected(): number[] {
    return [...this.#sessions.values()].filter((one) => one.socket !== null).map((one) => one.shard)
  }

  #welcome(socket: WebSocket, request: IncomingMessage): void {
    const query = new URL(request.url ?? '/', 'ws://emulator').searchParams
    socket.on('error', () => socket.terminate())
    if (query.get('v') !== '10' || query.get('encoding') !== 'json') {
      socket.close(4012, 'Invalid API version')
      return
    }
    let session: Session | null = null
    socket.on('message', (data) => {
      let payload: unknown
      try {
        payload = JSON.parse(String(data))
      } catch {
        socket.close(4002, 'Error while decoding payload.')
        return
      }
      const { op, d } = asObject(payload)
      if (op === 1) {
        this.seen.heartbeats += 1
        this.#send(socket, { op: 11 })
      } else if (op === 2) {
        if (session) socket.close(4005, 'Already authenticated.')
        else session = this.#identify(socket, asObject(d))
      } else if (op === 6) {
        session = this.#resume(socket, asObject(d))
      } else if (session === null) {
        socket.close(4003, 'Not authenticated.')
      } else if (op !== 3 && op !== 4 && op !== 8) {
        socket.close(4001, 'Unknown opcode.')
      }
      this.world.changed()
    })
    socket.on('close', () => {
      if (session?.socket === socket) session.socket = null
      this.world.changed()
    })
    this.#send(socket, { op: 10, d: { heartbeat_interval: this.heartbeatInterval } })
  }

  #identify(socket: WebSocket, d: Json): Session | null {
    this.seen.identifies += 1
    const refuse = (code: number, reason: string) => {
      socket.close(code, reason)
      return null
    }
    if (d.token !== this.world.token) return refuse(4004, 'Authentication failed.')
    if (typeof d.intents !== 'number' || !isObject(d.properties)) {
      return refuse(4013, 'Invalid intent(s).')
    }
    const wanted = d.intents
    const { applicationFlags } = this.world
    if (PRIVILEGED.some((one) => wanted & one.intent && !(applicationFlags & one.flags))) {
      return refuse(4014, 'Disallowed intent(s).')
    }
    const [shard, shards] =
      d.shard === undefined ? [0, 1] : asList(d.shard).map((one) => asNumber(one, -1))
    if (shard === undefined || shards === undefined || shard < 0 || shard >= shards) {
      return refuse(4010, 'Invalid shard.')
    }
    const { intents } = d
    const session: Session = {
      id: randomUUID(),
      shard,
      shards,
      intents,
      sequence: 0,
      sent: [],
      socket,
    }
    this.#sessions.set(session.id, session)
    const guilds = [...this.world.guilds.values()].filter(
      (one) => one.members.has(this.world.bot.id) && shardOf(one.id, shards) === shard
    )
    this.#dispatchTo(session, 'READY', {
      v: 10,
      user: userJson(this.world.bot),
      guilds: guilds.map((guild) => ({ id: guild.id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: this.url,
      shard: [shard, shards],
      application: { id: this.world.applicationId, flags: this.world.applicationFlags },
    })
    for (const guild of guilds.filter((one) => !one.unavailable))
      this.#dispatchTo(session, 'GUILD_CREATE', guildJson(this.world, guild))
    return session
  }

  #resume(socket: WebSocket, d: Json): Session | null {
    this.seen.resumes += 1
    if (d.token !== this.world.token) {
      socket.close(4004, 'Authentication failed.')
      return null
    }
    const session = this.#sessions.get(asText(d.session_id))
    const sequence = asNumber(d.seq, -1)
    if (!session) {
      this.#send(socket, { op: 9, d: false })
      return null
    }
    if (sequence < 0 || sequence > session.sequence) {
      socket.close(4007, 'Invalid seq.')
      return null
    }
    session.socket = socket
    for (const event of session.sent.filter((one) => one.s > sequence - this.repeatOnResume)) {
      this.#send(socket, { op: 0, ...event })
    }
    this.#dispatchTo(session, 'RESUMED', {})
    return session
  }

  /**
   * Tells the sessions whose shard sees the guild; direct messages go to shard 0. A bot that is not in the guild is told
   * nothing of it.
   * @param how.aboutBot what happens to the bot itself it is told without the intent for members
   */
  dispatch(event: string, data: unknown, guildId?: string, how: { aboutBot?: boolean } = {}): void {
    const guild = this.world.guilds.get(guildId ?? '')
    if (guild?.members.has(this.world.bot.id) === false) return
    const intent = how.aboutBot === true ? 0 : intentOf(event, guildId)
    for (const session of this.#sessions.values()) {
      if (intent !== 0 && (session.intents & intent) === 0) continue
      if (session.shard === shardOf(guildId, session.shards)) this.#dispatchTo(session, event, data)
    }
  }

  #dispatchTo(session: Session, t: string, d: unknown): void {
    session.sequence += 1
    const event = { s: session.sequence, t, d }
    session.sent.push(event)
    if (session.sent.length > KEPT_FOR_RESUME) session.sent.shift()
    if (session.socket) this.#send(session.socket, { op: 0, ...event })
  }

  #send(socket: WebSocket, payload: Json): void {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(payload))
  }

  /** Sends any bytes to every connected client, for malformed updates. */
  sendRaw(text: string): void {
    for (const session of this.#sessions.values()) session.socket?.send(text)
  }

  /** Asks every client to reconnect and resume (op 7). */
  requestReconnect(): void {
    this.#each((socket) => this.#send(socket, { op: 7, d: null }))
  }

  /** Ends every session: a resume is refused and clients must identify anew. */
  invalidateSessions(): void {
    const sockets = this.#open()
    this.#sessions.clear()
    for (const socket of sockets) this.#send(socket, { op: 9, d: false })
  }

  /** Closes every connection. */
  disconnect(code = 4000): void {
    this.#each((socket) => socket.close(code))
  }

  #open(): WebSocket[] {
    return [...this.#sessions.values()].flatMap((one) => (one.socket ? [one.socket] : []))
  }

  #each(act: (socket: WebSocket) => void): void {
    for (const socket of this.#open()) act(socket)
  }

  close(): void {
    for (const socket of this.#sockets.clients) socket.terminate()
    this.#sockets.close()
  }
}
