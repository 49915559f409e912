/** Servers, roles and members as Discord's JSON: what the API answers, and what the gateway tells. */
import type { WorldGuild, WorldMember, WorldRole } from '#tests/emulators/discord/guilds'
import type { Json } from '#tests/emulators/discord/json'
import { channelJson, userJson } from '#tests/emulators/discord/wire'
import type { World, WorldUser } from '#tests/emulators/discord/world'

/** Somebody by id. Who only fills a server is made up here, so that a hundred thousand of them cost little. */
export function userOf(world: World, id: string): WorldUser {
  return (
    world.users.get(id) ?? {
      id,
      username: `member${id}`,
      globalName: `Member ${id}`,
      bot: false,
      locale: 'en-US',
      closedToBot: false,
      permissions: 0n,
    }
  )
}

export function roleJson(role: WorldRole): Json {
  return {
    id: role.id,
    name: role.name,
    permissions: role.permissions.toString(),
    position: role.position,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    managed: role.managed,
    mentionable: false,
    icon: null,
    unicode_emoji: null,
    flags: 0,
    ...(role.tags && { tags: role.tags }),
  }
}

/** What a member has in every telling. */
function common(member: WorldMember): Json {
  return {
    nick: member.nick,
    roles: member.roles,
    joined_at: member.joinedAt,
    premium_since: null,
    deaf: false,
    mute: false,
    flags: 0,
    avatar: null,
    banner: null,
    pending: false,
    communication_disabled_until: null,
  }
}

/** As `GET /guilds/{id}/members` answers. */
export function memberResponse(world: World, member: WorldMember): Json {
  return { ...common(member), user: userJson(userOf(world, member.userId)) }
}

/** Of somebody who uses the bot in a server: with what they may do in the channel. */
export function interactionMember(world: World, guild: WorldGuild, user: WorldUser): Json {
  const member = guild.members.get(user.id) ?? guild.enter(user.id)
  return { ...memberResponse(world, member), permissions: user.permissions.toString() }
}

/** What the API and the gateway both say of a server. */
function settings(guild: WorldGuild): Json {
  return {
    id: guild.id,
    name: guild.name,
    owner_id: guild.ownerId,
    application_id: null,
    icon: null,
    description: null,
    home_header: null,
    splash: null,
    discovery_splash: null,
    banner: null,
    region: 'deprecated',
    afk_channel_id: null,
    afk_timeout: 300,
    system_channel_id: guild.systemChannelId,
    system_channel_flags: 0,
    widget_enabled: false,
    widget_channel_id: null,
    verification_level: 0,
    default_message_notifications: 0,
    mfa_level: 0,
    explicit_content_filter: 0,
    max_presences: null,
    max_members: 25_000_000,
    max_stage_video_channel_users: 50,
    max_video_channel_users: 25,
    vanity_url_code: null,
    premium_tier: 0,
    premium_subscription_count: 0,
    preferred_locale: 'en-US',
    rules_channel_id: null,
    safety_alerts_channel_id: null,
    public_updates_channel_id: null,
    premium_progress_bar_enabled: false,
    nsfw: false,
    nsfw_level: 0,
    features: [],
    emojis: [],
    stickers: [],
    incidents_data: null,
    roles: [...guild.roles.values()].map(roleJson),
  }
}

/** As `GET /guilds/{id}` answers: without channels and members. */
export function guildResponse(guild: WorldGuild, { counts }: { counts: boolean }): Json {
  return {
    ...settings(guild),
    ...(counts && {
      approximate_member_count: guild.members.size,
      approximate_presence_count: 1,
    }),
  }
}

/** As `GUILD_CREATE` tells: with its channels, and of its members only the bot. */
export function guildJson(world: World, guild: WorldGuild): Json {
  const channels = [...guild.channels.values()].filter((channel) => !channel.deleted)
  const bot = guild.members.get(world.bot.id)
  return {
    ...settings(guild),
    joined_at: bot?.joinedAt,
    large: false,
    unavailable: false,
    member_count: guild.members.size,
    voice_states: [],
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
    members: bot ? [memberResponse(world, bot)] : [],
    channels: channels.filter((one) => one.type === 0).map((one) => channelJson(world, one)),
    threads: channels.filter((one) => one.type === 11).map((one) => channelJson(world, one)),
  }
}

/** As `GET /applications/@me` answers. */
export function applicationJson(world: World): Json {
  return {
    id: world.applicationId,
    name: 'greenroom',
    icon: null,
    description: '',
    type: null,
    bot: userJson(world.bot),
    bot_public: true,
    bot_require_code_grant: false,
    verify_key: 'f'.repeat(64),
    flags: world.applicationFlags,
    flags_new: String(world.applicationFlags),
    tags: [],
    redirect_uris: [],
    interactions_endpoint_url: null,
    role_connections_verification_url: null,
    owner: userJson(userOf(world, '1')),
    approximate_guild_count: world.guilds.size,
    approximate_user_install_count: 0,
    approximate_user_authorization_count: 0,
    explicit_content_filter: 0,
    team: null,
    eligible_oauth2_scopes: [],
  }
}
