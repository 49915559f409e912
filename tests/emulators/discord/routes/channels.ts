/** Messages in channels, typing, and the making of channel webhooks. */
import {
  cannotMessageUser,
  FormErrors,
  missingAccess,
  missingPermissions,
  notTheAuthor,
  tooManyWebhooks,
  unknownChannel,
  unknownMessage,
} from '#tests/emulators/discord/errors'
import type { Gateway } from '#tests/emulators/discord/gateway'
import type { Route } from '#tests/emulators/discord/http'
import { asObject, asText, type Json } from '#tests/emulators/discord/json'
import type { Messages } from '#tests/emulators/discord/messages'
import { PERMISSIONS } from '#tests/emulators/discord/permissions'
import { snowflake } from '#tests/emulators/discord/snowflake'
import { validateWebhookName } from '#tests/emulators/discord/validate_message'
import { channelJson, messageJson, userJson } from '#tests/emulators/discord/wire'
import type { World, WorldChannel, WorldWebhook } from '#tests/emulators/discord/world'

const WEBHOOKS_PER_CHANNEL = 15

export function webhookJson(world: World, webhook: WorldWebhook): Json {
  return {
    id: webhook.id,
    type: 1,
    channel_id: webhook.channelId,
    guild_id: world.channels.get(webhook.channelId)?.guildId,
    name: webhook.name,
    avatar: null,
    token: webhook.token,
    application_id: webhook.applicationId,
    user: userJson(world.bot),
  }
}

export function channelRoutes(world: World, gateway: Gateway, messages: Messages): Route[] {
  const reach = (id: string, ...needed: bigint[]): WorldChannel => {
    const channel = world.channels.get(id)
    if (!channel || channel.deleted) throw unknownChannel()
    const guild = world.guilds.get(channel.guildId ?? '')
    if (!guild) return channel
    const has = guild.members.has(world.bot.id) ? guild.botPermissionsIn(channel) : 0n
    if ((has & PERMISSIONS.viewChannel) === 0n) throw missingAccess()
    if (needed.some((bit) => (has & bit) === 0n)) throw missingPermissions()
    return channel
  }
  const reachMessage = (channelId: string, messageId: string) => {
    const channel = reach(channelId)
    const message = channel.messages.get(messageId)
    if (!message || message.ephemeralFor !== undefined) throw unknownMessage()
    return message
  }
  return [
    {
      method: 'GET',
      path: /^\/channels\/(\d+)$/,
      auth: true,
      run: ({ params: [id = ''] }) => channelJson(world, reach(id)),
    },
    {
      method: 'POST',
      path: /^\/channels\/(\d+)\/messages$/,
      auth: true,
      run: ({ params: [id = ''], body: raw, files }) => {
        const channel = reach(id, PERMISSIONS.sendMessages)
        if (channel.recipient?.closedToBot === true) throw cannotMessageUser()
        const body = asObject(raw)
        if (body.enforce_nonce === true && typeof body.nonce === 'string') {
          const same = channel.nonces.get(body.nonce)
          if (same) return messageJson(world, same)
        }
        const reference = asObject(body.message_reference)
        const replyTo = asText(reference.message_id)
        if (replyTo !== '' && !channel.messages.has(replyTo)) {
          if (reference.fail_if_not_exists !== false) {
            const errors = new FormErrors()
            errors.add('message_reference', 'REPLIES_UNKNOWN_MESSAGE', 'Unknown message')
            errors.throwIfAny()
          }
          delete body.message_reference
        }
        return messageJson(world, messages.create(channel, body, files))
      },
    },
    {
      method: 'GET',
      path: /^\/channels\/(\d+)\/messages\/(\d+)$/,
      auth: true,
      run: ({ params: [id = '', messageId = ''] }) =>
        messages.seenByBot(reachMessage(id, messageId)),
    },
    {
      method: 'PATCH',
      path: /^\/channels\/(\d+)\/messages\/(\d+)$/,
      auth: true,
      run: ({ params: [id = '', messageId = ''], body, files }) => {
        const message = reachMessage(id, messageId)
        if (message.author.id !== world.bot.id) throw notTheAuthor()
        return messageJson(world, messages.edit(message, asObject(body), files))
      },
    },
    {
      method: 'DELETE',
      path: /^\/channels\/(\d+)\/messages\/(\d+)$/,
      auth: true,
      run: ({ params: [id = '', messageId = ''] }) => {
        const message = reachMessage(id, messageId)
        if (message.author.id !== world.bot.id) throw missingPermissions()
        messages.delete(message)
        return undefined
      },
    },
    {
      method: 'POST',
      path: /^\/channels\/(\d+)\/typing$/,
      auth: true,
      run: ({ params: [id = ''] }) => {
        reach(id, PERMISSIONS.sendMessages)
        return undefined
      },
    },
    {
      method: 'GET',
      path: /^\/channels\/(\d+)\/webhooks$/,
      auth: true,
      run: ({ params: [id = ''] }) => {
        reach(id, PERMISSIONS.manageWebhooks)
        return [...world.webhooks.values()]
          .filter((one) => one.channelId === id)
          .map((one) => webhookJson(world, one))
      },
    },
    {
      method: 'POST',
      path: /^\/channels\/(\d+)\/webhooks$/,
      auth: true,
      run: ({ params: [id = ''], body }) => {
        const channel = reach(id, PERMISSIONS.manageWebhooks)
        const name = asText(asObject(body).name)
        const errors = new FormErrors()
        errors.require(name.length >= 1 && name.length <= 80, 'name', 'Must be 1 to 80 long.')
        validateWebhookName(errors, name, 'name')
        errors.require(channel.type === 0, 'channel_id', 'Only text channels have webhooks here.')
        errors.throwIfAny()
        const inChannel = [...world.webhooks.values()].filter((one) => one.channelId === id)
        if (inChannel.length >= WEBHOOKS_PER_CHANNEL) throw tooManyWebhooks()
        const webhook: WorldWebhook = {
          id: snowflake(),
          token: `webhook-token-${snowflake()}`,
          channelId: id,
          name,
          applicationId: world.applicationId,
        }
        world.webhooks.set(webhook.id, webhook)
        gateway.dispatch(
          'WEBHOOKS_UPDATE',
          { guild_id: channel.guildId, channel_id: id },
          channel.guildId
        )
        return webhookJson(world, webhook)
      },
    },
  ]
}
