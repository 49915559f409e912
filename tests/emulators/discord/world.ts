/** What the emulated Discord knows: people, guilds, channels, messages, webhooks, commands, interactions. */
import { EventEmitter } from 'node:events'
import { WorldGuild } from '#tests/emulators/discord/guilds'
import type { Json } from '#tests/emulators/discord/json'
import { snowflake } from '#tests/emulators/discord/snowflake'

export interface WorldUser {
  id: string
  username: string
  globalName: string
  bot: boolean
  locale: string
  /** Does not take messages from the bot: sending gives 50007. */
  closedToBot: boolean
  /** What they may do in channels; everything by default. */
  permissions: bigint
}

export interface WorldChannel {
  id: string
  /** 0 a guild's text channel, 1 a direct message, 11 a public thread. */
  type: 0 | 1 | 11
  guildId?: string
  parentId?: string
  name: string
  nsfw: boolean
  /** Permissions that the bot lacks here. */
  denied: bigint
  /** The other person, of a direct message. */
  recipient?: WorldUser
  messages: Map<string, WorldMessage>
  /** The messages by their enforced nonces. */
  nonces: Map<string, WorldMessage>
  deleted: boolean
}

export interface WorldWebhook {
  id: string
  token: string
  channelId: string
  name: string
  applicationId: string
}

export interface WorldAttachment {
  filename: string
  size: number
  bytes: Uint8Array
  contentType?: string
  description?: string
  /** A recording's length. */
  seconds?: number
  /** What Discord says in place of the truth. */
  url?: string
  claimedSize?: number
}

export interface WorldMessage {
  id: string
  channelId: string
  guildId?: string
  author: { id: string; username: string; bot: boolean; avatarUrl?: string }
  content: string
  embeds: Json[]
  components: Json[]
  attachments: WorldAttachment[]
  flags: number
  type: 0 | 19 | 20
  createdAt: number
  /** Every content that it had, oldest first, with the time. */
  history: { at: number; content: string }[]
  mentions: string[]
  webhookId?: string
  applicationId?: string
  referenceId?: string
  nonce?: string
  /** Shown to this user alone. */
  ephemeralFor?: string
  /** A deferred answer that has not been filled yet. */
  thinking: boolean
  deleted: boolean
  interactionId?: string
}

export interface WorldInteraction {
  id: string
  token: string
  /** 2 command, 3 component, 4 autocomplete, 5 modal submit. */
  type: 2 | 3 | 4 | 5
  userId: string
  channelId: string
  createdAt: number
  /** The type of the callback that answered it. */
  answered?: number
  answeredAt?: number
  /** `@original`: the answer, or the message that carries the pressed component. */
  originalId?: string
  sourceMessageId?: string
  modal?: Json
  choices?: Json[]
}

export class World {
  readonly users = new Map<string, WorldUser>()
  readonly guilds = new Map<string, WorldGuild>()
  readonly channels = new Map<string, WorldChannel>()
  readonly webhooks = new Map<string, WorldWebhook>()
  readonly interactions = new Map<string, WorldInteraction>()
  readonly interactionsByToken = new Map<string, WorldInteraction>()
  commands: Json[] = []
  /** What is switched on for the application (docs.discord.com/developers/resources/application#application-flags). */
  applicationFlags = 0
  /** Where attachments are served. */
  cdnRoot = 'https://cdn.discordapp.com'
  readonly changes = new EventEmitter().setMaxListeners(0)
  readonly bot: WorldUser

  constructor(
    readonly applicationId: string,
    readonly token: string
  ) {
    this.bot = this.addUser('greenroom-bot', { bot: true, id: applicationId })
  }

  addUser(
    username: string,
    options: { bot?: boolean; id?: string; locale?: string } = {}
  ): WorldUser {
    const user: WorldUser = {
      id: options.id ?? snowflake(),
      username,
      globalName: username,
      bot: options.bot ?? false,
      locale: options.locale ?? 'en-US',
      closedToBot: false,
      permissions: 2147483647n,
    }
    this.users.set(user.id, user)
    return user
  }

  addGuild(name: string, ownerId: string): WorldGuild {
    const guild = new WorldGuild(name, this.bot, ownerId)
    this.guilds.set(guild.id, guild)
    return guild
  }

  addChannel(
    options: Partial<
      Pick<WorldChannel, 'type' | 'guildId' | 'parentId' | 'name' | 'nsfw' | 'recipient'>
    >
  ): WorldChannel {
    const channel: WorldChannel = {
      id: snowflake(),
      type: 0,
      name: 'general',
      nsfw: false,
      denied: 0n,
      messages: new Map(),
      nonces: new Map(),
      deleted: false,
      ...options,
    }
    this.channels.set(channel.id, channel)
    if (channel.guildId !== undefined)
      this.guilds.get(channel.guildId)?.channels.set(channel.id, channel)
    return channel
  }

  addInteraction(
    interaction: Pick<WorldInteraction, 'type' | 'userId' | 'channelId' | 'sourceMessageId'>
  ): WorldInteraction {
    const id = snowflake()
    const made = { id, token: `interaction-token-${id}`, createdAt: Date.now(), ...interaction }
    this.interactions.set(id, made)
    this.interactionsByToken.set(made.token, made)
    return made
  }

  directChannel(user: WorldUser): WorldChannel {
    for (const channel of this.channels.values()) {
      if (channel.type === 1 && channel.recipient?.id === user.id) return channel
    }
    return this.addChannel({ type: 1, name: user.username, recipient: user })
  }

  findMessage(id: string): WorldMessage | undefined {
    for (const channel of this.channels.values()) {
      const message = channel.messages.get(id)
      if (message) return message
    }
    return undefined
  }

  /** A message was made or filled: for load tests, which have no time to look around. */
  said(message: WorldMessage): void {
    this.changes.emit('said', message)
  }

  /** Tells those who wait for something that something changed. */
  changed(): void {
    this.changes.emit('change')
  }

  /**
   * Waits until `look` gives something, looking again at every change here and, for what changes elsewhere, often.
   * @param ms the deadline, milliseconds
   */
  async until<T>(what: string, look: () => T | undefined | false, ms = 5_000): Promise<T> {
    const first = look()
    if (first !== undefined && first !== false) return first
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const check = () => {
      const found = look()
      if (found !== undefined && found !== false) resolve(found)
    }
    const timer = setTimeout(
      () => reject(new Error(`Discord emulator: waited ${ms} ms for ${what}`)),
      ms
    )
    const often = setInterval(check, 10)
    this.changes.on('change', check)
    try {
      return await promise
    } finally {
      clearTimeout(timer)
      clearInterval(often)
      this.changes.off('change', check)
    }
  }
}
