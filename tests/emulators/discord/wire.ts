/** The world's objects as Discord's JSON. */
import { attachmentJson } from '#tests/emulators/discord/attachments'
import type { Json } from '#tests/emulators/discord/json'
import type { World, WorldChannel, WorldMessage, WorldUser } from '#tests/emulators/discord/world'

export function userJson(user: WorldUser): Json {
  return {
    id: user.id,
    username: user.username,
    discriminator: '0',
    global_name: user.globalName,
    avatar: null,
    bot: user.bot,
    public_flags: 0,
    flags: 0,
    primary_guild: null,
  }
}

export function channelJson(world: World, channel: WorldChannel): Json {
  if (channel.type === 1) {
    return {
      id: channel.id,
      type: 1,
      last_message_id: null,
      recipients: channel.recipient ? [userJson(channel.recipient)] : [],
    }
  }
  const common: Json = {
    id: channel.id,
    type: channel.type,
    guild_id: channel.guildId,
    name: channel.name,
    parent_id: channel.parentId ?? null,
    last_message_id: null,
    rate_limit_per_user: 0,
    flags: 0,
  }
  if (channel.type === 11) {
    return {
      ...common,
      owner_id: world.bot.id,
      message_count: 0,
      member_count: 1,
      thread_metadata: {
        archived: false,
        auto_archive_duration: 1440,
        archive_timestamp: '2025-01-01T00:00:00.000000+00:00',
        locked: false,
      },
    }
  }
  return {
    ...common,
    position: 0,
    nsfw: channel.nsfw,
    topic: null,
    permission_overwrites:
      channel.denied === 0n
        ? []
        : [{ id: world.bot.id, type: 1, allow: '0', deny: channel.denied.toString() }],
  }
}

export function messageJson(world: World, message: WorldMessage, withReference = true): Json {
  const reference =
    message.referenceId === undefined ? undefined : world.findMessage(message.referenceId)
  return {
    id: message.id,
    channel_id: message.channelId,
    author: {
      id: message.author.id,
      username: message.author.username,
      discriminator: message.author.bot ? '0000' : '0',
      global_name: message.author.bot ? null : message.author.username,
      avatar: null,
      bot: message.author.bot,
      public_flags: 0,
      flags: 0,
      primary_guild: null,
    },
    content: message.content,
    timestamp: new Date(message.createdAt).toISOString(),
    edited_timestamp:
      message.history.length > 1 ? new Date(message.history.at(-1)?.at ?? 0).toISOString() : null,
    tts: false,
    mention_everyone: false,
    mentions: message.mentions.flatMap((id) => {
      const user = world.users.get(id)
      return user ? [userJson(user)] : []
    }),
    mention_roles: [],
    attachments: message.attachments.map((_file, index) => attachmentJson(world, message, index)),
    embeds: message.embeds.map((embed) => ({ type: 'rich', ...embed })),
    components: message.components,
    pinned: false,
    type: message.type,
    flags: message.flags,
    ...(message.webhookId !== undefined && { webhook_id: message.webhookId }),
    ...(message.applicationId !== undefined && { application_id: message.applicationId }),
    ...(message.nonce !== undefined && { nonce: message.nonce }),
    ...(message.referenceId !== undefined && {
      message_reference: {
        type: 0,
        message_id: message.referenceId,
        channel_id: message.channelId,
        guild_id: message.guildId,
      },
      ...(withReference && {
        referenced_message: reference ? messageJson(world, reference, false) : null,
      }),
    }),
  }
}
