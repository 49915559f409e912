/** Making, editing and deleting messages, shared by every route that does. */
import { attached } from '#tests/emulators/discord/attachments'
import type { Gateway } from '#tests/emulators/discord/gateway'
import type { UploadedFile } from '#tests/emulators/discord/http'
import { asList, asNumber, asObject, asText, type Json } from '#tests/emulators/discord/json'
import { snowflake } from '#tests/emulators/discord/snowflake'
import type { Store } from '#tests/emulators/discord/store'
import { validateMessage } from '#tests/emulators/discord/validate_message'
import { messageJson } from '#tests/emulators/discord/wire'
import type { World, WorldChannel, WorldMessage } from '#tests/emulators/discord/world'

export const EPHEMERAL = 64
export const LOADING = 128

export class Messages {
  constructor(
    private readonly world: World,
    private readonly gateway: Gateway,
    private readonly store: Store
  ) {}

  create(
    channel: WorldChannel,
    body: Json,
    files: UploadedFile[],
    extra: Partial<WorldMessage> = {}
  ): WorldMessage {
    const count = files.length + (extra.attachments?.length ?? 0)
    if (extra.thinking !== true) validateMessage(body, { files: count, edit: false })
    this.#checkSkus(body)
    const content = asText(body.content)
    const reference = asText(asObject(body.message_reference).message_id)
    const now = Date.now()
    const message: WorldMessage = {
      id: snowflake(),
      channelId: channel.id,
      guildId: channel.guildId,
      author: { id: this.world.bot.id, username: this.world.bot.username, bot: true },
      content,
      embeds: asList(body.embeds).map(asObject),
      components: asList(body.components).map(asObject),
      attachments: attached(body, files),
      flags: asNumber(body.flags),
      type: reference === '' ? 0 : 19,
      createdAt: now,
      history: [{ at: now, content }],
      mentions: [],
      thinking: false,
      deleted: false,
      ...(reference !== '' && { referenceId: reference }),
      ...(typeof body.nonce === 'string' && { nonce: body.nonce }),
      ...extra,
    }
    channel.messages.set(message.id, message)
    if (body.enforce_nonce === true && message.nonce !== undefined)
      channel.nonces.set(message.nonce, message)
    this.world.said(message)
    this.world.changed()
    if (message.ephemeralFor === undefined) {
      this.gateway.dispatch('MESSAGE_CREATE', this.seenByBot(message), channel.guildId)
    }
    return message
  }

  edit(message: WorldMessage, body: Json, files: UploadedFile[]): WorldMessage {
    validateMessage(body, { files: files.length, edit: !message.thinking })
    this.#checkSkus(body)
    if (body.content !== undefined) message.content = asText(body.content)
    if (body.embeds !== undefined) message.embeds = asList(body.embeds).map(asObject)
    if (body.components !== undefined) message.components = asList(body.components).map(asObject)
    const added = attached(body, files)
    if (body.attachments !== undefined) message.attachments = []
    message.attachments.push(...added)
    message.thinking = false
    message.flags &= ~LOADING
    message.history.push({ at: Date.now(), content: message.content })
    this.world.said(message)
    this.world.changed()
    if (message.ephemeralFor === undefined) {
      this.gateway.dispatch('MESSAGE_UPDATE', this.seenByBot(message), message.guildId)
    }
    return message
  }

  /** A button sells what the application has to sell. */
  #checkSkus(body: Json): void {
    const inner = asList(body.components).flatMap((row) => asList(asObject(row).components))
    for (const { sku_id: id } of inner.map(asObject))
      if (id !== undefined) this.store.sku(asText(id))
  }

  delete(message: WorldMessage): void {
    message.deleted = true
    this.world.channels.get(message.channelId)?.messages.delete(message.id)
    this.world.changed()
    this.gateway.dispatch(
      'MESSAGE_DELETE',
      { id: message.id, channel_id: message.channelId, guild_id: message.guildId },
      message.guildId
    )
  }

  /**
   * A message as the gateway tells the bot: without the privileged message content intent its content is
   * empty unless it is the bot's own, direct, or mentions the bot
   * (docs.discord.com/developers/events/gateway#message-content-intent).
   */
  seenByBot(message: WorldMessage): Json {
    const json: Json = {
      ...messageJson(this.world, message),
      channel_type: this.world.channels.get(message.channelId)?.type,
      ...(message.guildId !== undefined && { guild_id: message.guildId }),
    }
    const readable =
      message.guildId === undefined ||
      message.author.id === this.world.bot.id ||
      message.applicationId === this.world.applicationId ||
      message.mentions.includes(this.world.bot.id)
    if (readable) return json
    return { ...json, content: '', embeds: [], attachments: [], components: [] }
  }
}
