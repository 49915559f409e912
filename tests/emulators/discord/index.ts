/**
 * A stand-in for Discord on loopback that speaks its wire protocol: HTTP API v10 and the gateway. It is strict:
 * what Discord refuses, it refuses with the same codes. The rules come from docs.discord.com/developers.
 */
import { once } from 'node:events'
import { fileAt } from '#tests/emulators/discord/attachments'
import { Deeds } from '#tests/emulators/discord/deeds'
import { Gateway } from '#tests/emulators/discord/gateway'
import { guildJson } from '#tests/emulators/discord/guild_wire'
import type { WorldGuild } from '#tests/emulators/discord/guilds'
import { HttpSide, type Call, type Pace, type Script } from '#tests/emulators/discord/http'
import { Messages } from '#tests/emulators/discord/messages'
import { Player } from '#tests/emulators/discord/player'
import { channelRoutes } from '#tests/emulators/discord/routes/channels'
import { commandRoutes } from '#tests/emulators/discord/routes/commands'
import { generalRoutes } from '#tests/emulators/discord/routes/general'
import { guildRoutes } from '#tests/emulators/discord/routes/guilds'
import { interactionRoutes } from '#tests/emulators/discord/routes/interactions'
import { webhookRoutes } from '#tests/emulators/discord/routes/webhooks'
import { storeRoutes } from '#tests/emulators/discord/routes/store'
import { snowflake } from '#tests/emulators/discord/snowflake'
import { Store } from '#tests/emulators/discord/store'
import { channelJson } from '#tests/emulators/discord/wire'
import { World, type WorldChannel, type WorldMessage } from '#tests/emulators/discord/world'

export { buttonLabels, buttons, Player } from '#tests/emulators/discord/player'
export { PERMISSIONS } from '#tests/emulators/discord/permissions'
export type { WorldGuild, WorldRole } from '#tests/emulators/discord/guilds'
export type { WorldChannel, WorldMessage } from '#tests/emulators/discord/world'

export class DiscordEmulator {
  readonly world: World
  readonly http: HttpSide
  readonly gateway: Gateway
  readonly messages: Messages
  readonly store: Store
  /** What people do to servers: roles, bans, kicks. */
  readonly deeds: Deeds
  /** What `DISCORD_API_ROOT` is to be set to. */
  apiRoot = ''

  constructor(
    readonly applicationId: string,
    readonly token: string
  ) {
    this.world = new World(applicationId, token)
    this.http = new HttpSide(token, [], () => this.world.changed())
    this.gateway = new Gateway(this.world, this.http.server)
    this.store = new Store(this.world, this.gateway)
    this.deeds = new Deeds(this.world, this.gateway)
    this.messages = new Messages(this.world, this.gateway, this.store)
    this.http.routes.push(
      ...interactionRoutes(this.world, this.messages),
      ...webhookRoutes(this.world, this.messages),
      ...channelRoutes(this.world, this.gateway, this.messages),
      ...commandRoutes(this.world),
      ...storeRoutes(this.world, this.store),
      ...generalRoutes(this.world, this.gateway),
      ...guildRoutes(this.world, this.gateway)
    )
  }

  async listen(port: number): Promise<void> {
    this.http.server.listen(port, '127.0.0.1')
    await once(this.http.server, 'listening')
    const address = this.http.server.address()
    if (address === null || typeof address === 'string') throw new Error('No port')
    this.apiRoot = `http://127.0.0.1:${address.port}/api`
    this.world.cdnRoot = `http://127.0.0.1:${address.port}`
    this.http.fileAt = (url) => fileAt(this.world, url)
    this.gateway.url = `ws://127.0.0.1:${address.port}/gateway`
  }

  get port(): number {
    return Number(new URL(this.apiRoot).port)
  }

  get calls(): readonly Call[] {
    return this.http.calls
  }

  /** Calls whose method and path match. */
  callsTo(method: string, path: RegExp): Call[] {
    return this.http.calls.filter((one) => one.method === method && path.test(one.path))
  }

  /** Makes the next matching requests fail as told. */
  script(script: Omit<Script, 'times'> & { times?: number }): Script {
    const full = { times: 1, ...script }
    this.http.scripts.push(full)
    return full
  }

  /** The next matching requests meet a 429 (docs.discord.com/developers/topics/rate-limits). */
  limit(
    path: RegExp,
    retryAfterSeconds: number,
    options: { method?: string; times?: number } = {}
  ): Script {
    return this.script({
      path,
      status: 429,
      body: {
        message: 'You are being rate limited.',
        retry_after: retryAfterSeconds,
        global: false,
      },
      headers: {
        'retry-after': String(retryAfterSeconds),
        'x-ratelimit-scope': 'user',
        'x-ratelimit-limit': '5',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset-after': String(retryAfterSeconds),
        'x-ratelimit-bucket': 'scripted',
      },
      ...options,
    })
  }

  /**
   * Keeps the routes that match to a pace, as Discord does: each answer says what is left, and too many are refused.
   */
  pace(pace: Omit<Pace, 'spent'>): void {
    this.http.paces.push({ ...pace, spent: new Map() })
  }

  player(name: string, options: { locale?: string } = {}): Player {
    const user = this.world.addUser(name, options)
    return new Player(this.world, this.gateway, this.messages, this.store, user)
  }

  /** A server with the bot in it. */
  guild(name = 'Fans', options: { owner?: Player } = {}): WorldGuild {
    const ownerId = options.owner?.user.id ?? '1'
    const guild = this.world.addGuild(name, ownerId)
    guild.enter(ownerId)
    this.gateway.dispatch('GUILD_CREATE', guildJson(this.world, guild), guild.id)
    return guild
  }

  channel(
    guild: WorldGuild,
    options: { name?: string; nsfw?: boolean; denied?: bigint; threadOf?: WorldChannel } = {}
  ): WorldChannel {
    const { threadOf, denied = 0n, ...rest } = options
    const channel = this.world.addChannel({
      guildId: guild.id,
      type: threadOf ? 11 : 0,
      ...(threadOf && { parentId: threadOf.id }),
      ...rest,
    })
    channel.denied = denied
    if (!threadOf) guild.systemChannelId ??= channel.id
    const event = threadOf ? 'THREAD_CREATE' : 'CHANNEL_CREATE'
    this.gateway.dispatch(event, channelJson(this.world, channel), guild.id)
    return channel
  }

  /** A moderator deletes the channel; the bot may learn of it only from the error. */
  deleteChannel(channel: WorldChannel, options: { tell?: boolean } = {}): void {
    channel.deleted = true
    if (options.tell !== false) {
      this.gateway.dispatch('CHANNEL_DELETE', channelJson(this.world, channel), channel.guildId)
    }
  }

  deleteWebhooks(channel: WorldChannel): void {
    for (const webhook of [...this.world.webhooks.values()]) {
      if (webhook.channelId === channel.id) this.world.webhooks.delete(webhook.id)
    }
  }

  /** Messages in a channel that the application wrote, oldest first. */
  saidIn(channel: WorldChannel): WorldMessage[] {
    return [...channel.messages.values()].filter((one) => one.author.bot && !one.thinking)
  }

  /** Waits for a message of the application that fits. */
  async heard(
    channel: WorldChannel,
    fits: (message: WorldMessage) => boolean = () => true,
    ms?: number
  ): Promise<WorldMessage> {
    return await this.world.until('a message', () => this.saidIn(channel).find(fits), ms)
  }

  async until<T>(what: string, look: () => T | undefined | false, ms?: number): Promise<T> {
    return await this.world.until(what, look, ms)
  }

  async close(): Promise<void> {
    this.gateway.close()
    this.http.server.closeAllConnections()
    const { promise, resolve } = Promise.withResolvers<void>()
    this.http.server.close(() => resolve())
    await promise
  }
}

/** Starts an emulator on loopback; `port` 0 takes any free one. */
export async function startDiscordEmulator(
  options: { port?: number; token?: string; applicationId?: string } = {}
): Promise<DiscordEmulator> {
  const applicationId = options.applicationId ?? snowflake()
  const token = options.token ?? `emulated.${applicationId}.token`
  const emulator = new DiscordEmulator(applicationId, token)
  await emulator.listen(options.port ?? 0)
  return emulator
}
