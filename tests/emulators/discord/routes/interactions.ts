/** `/interactions/{id}/{token}/callback`: the first answer, within three seconds, once. */
import {
  alreadyAcknowledged,
  ApiError,
  FormErrors,
  unknownChannel,
  unknownInteraction,
} from '#tests/emulators/discord/errors'
import type { ApiRequest, Route } from '#tests/emulators/discord/http'
import { asList, asNumber, asObject, asText, type Json } from '#tests/emulators/discord/json'
import { EPHEMERAL, LOADING, type Messages } from '#tests/emulators/discord/messages'
import { validateModal } from '#tests/emulators/discord/validate_modal'
import { messageJson } from '#tests/emulators/discord/wire'
import type { World, WorldInteraction, WorldMessage } from '#tests/emulators/discord/world'

/** An interaction is unknown when it was not answered for so long, milliseconds. */
const ANSWER_WITHIN = 3_000

const REPLY = 4
const DEFER_REPLY = 5
const DEFER_UPDATE = 6
const UPDATE = 7
const CHOICES = 8
const MODAL = 9

export function interactionRoutes(world: World, messages: Messages): Route[] {
  const allowed = (interaction: WorldInteraction): number[] => {
    switch (interaction.type) {
      case 2:
        return [REPLY, DEFER_REPLY, MODAL]
      case 3:
        return [REPLY, DEFER_REPLY, DEFER_UPDATE, UPDATE, MODAL]
      case 4:
        return [CHOICES]
      case 5:
        return interaction.sourceMessageId === undefined
          ? [REPLY, DEFER_REPLY]
          : [REPLY, DEFER_REPLY, DEFER_UPDATE, UPDATE]
    }
  }
  const answer = (interaction: WorldInteraction, type: number, data: Json, request: ApiRequest) => {
    const channel = world.channels.get(interaction.channelId)
    if (!channel || channel.deleted) throw unknownChannel()
    const source =
      interaction.sourceMessageId === undefined
        ? undefined
        : channel.messages.get(interaction.sourceMessageId)
    if (type === REPLY || type === DEFER_REPLY) {
      const ephemeral = (asNumber(data.flags) & EPHEMERAL) !== 0
      const made: WorldMessage = messages.create(channel, data, request.files, {
        thinking: type === DEFER_REPLY,
        webhookId: world.applicationId,
        applicationId: world.applicationId,
        interactionId: interaction.id,
        type: interaction.type === 2 ? 20 : 0,
        flags: (ephemeral ? EPHEMERAL : 0) | (type === DEFER_REPLY ? LOADING : 0),
        ...(ephemeral && { ephemeralFor: interaction.userId }),
      })
      interaction.originalId = made.id
    } else if (type === UPDATE || type === DEFER_UPDATE) {
      interaction.originalId = interaction.sourceMessageId
      if (type === UPDATE && source) messages.edit(source, data, request.files)
    } else if (type === CHOICES) {
      const choices = asList(data.choices).map(asObject)
      const errors = new FormErrors()
      errors.require(choices.length <= 25, 'data.choices', 'Must be 25 or fewer in length.')
      for (const [index, choice] of choices.entries()) {
        const name = asText(choice.name)
        const value = asText(choice.value)
        errors.require(
          name.length >= 1 && name.length <= 100,
          `data.choices.${index}.name`,
          'Must be 1 to 100 long.'
        )
        errors.require(
          value.length >= 1 && value.length <= 100,
          `data.choices.${index}.value`,
          'Must be 1 to 100 long.'
        )
      }
      errors.throwIfAny()
      interaction.choices = choices
    } else {
      validateModal(data)
      interaction.modal = data
    }
  }
  return [
    {
      method: 'POST',
      path: /^\/interactions\/(\d+)\/([^/]+)\/callback$/,
      auth: false,
      run: (request) => {
        const [id = '', token = ''] = request.params
        const interaction = world.interactions.get(id)
        if (!interaction || interaction.token !== token) throw unknownInteraction()
        if (interaction.answered !== undefined) throw alreadyAcknowledged()
        if (Date.now() - interaction.createdAt > ANSWER_WITHIN) throw unknownInteraction()
        const body = asObject(request.body)
        const type = asNumber(body.type)
        if (!allowed(interaction).includes(type)) {
          throw new ApiError(400, 50035, `Callback type ${type} does not fit the interaction`)
        }
        answer(interaction, type, asObject(body.data), request)
        interaction.answered = type
        interaction.answeredAt = Date.now()
        world.changed()
        if (request.query.get('with_response') !== 'true') return undefined
        const message = world.findMessage(interaction.originalId ?? '')
        return {
          interaction: {
            id,
            type: interaction.type,
            ...(message && { response_message_id: message.id }),
            response_message_loading: type === DEFER_REPLY,
            response_message_ephemeral: message?.ephemeralFor !== undefined,
          },
          resource: { type, ...(message && { message: messageJson(world, message) }) },
        }
      },
    },
  ]
}
