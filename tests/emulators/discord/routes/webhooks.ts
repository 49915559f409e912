/**
 * `/webhooks/{id}/{token}`: a channel's webhook speaks, or an interaction's answers are made and edited
 * (its id is then the application's and its token the interaction's).
 */
import {
  ApiError,
  invalidWebhookToken,
  unknownChannel,
  unknownMessage,
  unknownWebhook,
} from '#tests/emulators/discord/errors'
import type { ApiRequest, Route } from '#tests/emulators/discord/http'
import { asNumber, asObject, asText } from '#tests/emulators/discord/json'
import { EPHEMERAL, type Messages } from '#tests/emulators/discord/messages'
import { validateWebhookIdentity } from '#tests/emulators/discord/validate_message'
import { messageJson } from '#tests/emulators/discord/wire'
import type {
  World,
  WorldChannel,
  WorldInteraction,
  WorldMessage,
  WorldWebhook,
} from '#tests/emulators/discord/world'

/** How long an interaction's token works, milliseconds. */
const TOKEN_LIFETIME = 15 * 60_000

type Speaker =
  | { kind: 'webhook'; webhook: WorldWebhook; channel: WorldChannel }
  | { kind: 'interaction'; interaction: WorldInteraction; channel: WorldChannel }

export function webhookRoutes(world: World, messages: Messages): Route[] {
  const channelOf = (id: string) => {
    const channel = world.channels.get(id)
    if (!channel || channel.deleted) throw unknownChannel()
    return channel
  }
  const speaker = (request: ApiRequest): Speaker => {
    const [id = '', token = ''] = request.params
    if (id === world.applicationId) {
      const interaction = world.interactionsByToken.get(token)
      if (!interaction || Date.now() - interaction.createdAt > TOKEN_LIFETIME)
        throw invalidWebhookToken()
      if (interaction.answered === undefined) throw unknownWebhook()
      return { kind: 'interaction', interaction, channel: channelOf(interaction.channelId) }
    }
    const webhook = world.webhooks.get(id)
    if (!webhook) throw unknownWebhook()
    if (webhook.token !== token) throw invalidWebhookToken()
    const thread = request.query.get('thread_id')
    const channel = channelOf(thread ?? webhook.channelId)
    if (thread !== null && channel.parentId !== webhook.channelId) throw unknownChannel()
    return { kind: 'webhook', webhook, channel }
  }
  const target = (request: ApiRequest): WorldMessage => {
    const who = speaker(request)
    const asked = request.params[2] ?? ''
    const id =
      asked === '@original' && who.kind === 'interaction'
        ? (who.interaction.originalId ?? '')
        : asked
    const message = who.channel.messages.get(id)
    const own =
      who.kind === 'webhook'
        ? message?.webhookId === who.webhook.id
        : message?.interactionId === who.interaction.id || id === who.interaction.originalId
    if (!message || !own) throw unknownMessage()
    return message
  }
  return [
    {
      method: 'POST',
      path: /^\/webhooks\/(\d+)\/([^/]+)$/,
      auth: false,
      run: (request) => {
        const who = speaker(request)
        const body = asObject(request.body)
        if (who.kind === 'interaction') {
          const { interaction, channel } = who
          const thinking = channel.messages.get(interaction.originalId ?? '')
          if (thinking?.thinking === true) {
            return messageJson(world, messages.edit(thinking, body, request.files))
          }
          const ephemeral = (asNumber(body.flags) & EPHEMERAL) !== 0
          return messageJson(
            world,
            messages.create(channel, body, request.files, {
              webhookId: world.applicationId,
              applicationId: world.applicationId,
              interactionId: interaction.id,
              ...(ephemeral && { ephemeralFor: interaction.userId }),
            })
          )
        }
        validateWebhookIdentity(body)
        if (body.message_reference !== undefined)
          throw new ApiError(400, 50035, 'Webhooks cannot reply')
        const message = messages.create(who.channel, body, request.files, {
          author: {
            id: who.webhook.id,
            username: asText(body.username) || who.webhook.name,
            bot: true,
            ...(typeof body.avatar_url === 'string' && { avatarUrl: body.avatar_url }),
          },
          webhookId: who.webhook.id,
          applicationId: who.webhook.applicationId,
        })
        return request.query.get('wait') === 'true' ? messageJson(world, message) : undefined
      },
    },
    {
      method: 'GET',
      path: /^\/webhooks\/(\d+)\/([^/]+)\/messages\/(@original|\d+)$/,
      auth: false,
      run: (request) => messageJson(world, target(request)),
    },
    {
      method: 'PATCH',
      path: /^\/webhooks\/(\d+)\/([^/]+)\/messages\/(@original|\d+)$/,
      auth: false,
      run: (request) =>
        messageJson(world, messages.edit(target(request), asObject(request.body), request.files)),
    },
    {
      method: 'DELETE',
      path: /^\/webhooks\/(\d+)\/([^/]+)\/messages\/(@original|\d+)$/,
      auth: false,
      run: (request) => {
        messages.delete(target(request))
        return undefined
      },
    },
  ]
}
