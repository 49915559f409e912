import type { SpaceEvent } from '#app/bot_kit/spaces/events'
import { SPACE_PLATFORMS } from '#app/bot_kit/spaces/space'
import type { JsonObject, JsonValue } from '#app/job_kit/types'

/** An event as the outbox keeps it. */
export function spaceEventAsJson(event: SpaceEvent): JsonObject {
  const { at, space, ...rest } = event
  const kept = { at: at.toISOString(), space: { platform: space.platform, id: space.id } }
  if (rest.kind !== 'member_changed') return { ...rest, ...kept }
  const { paidThere, ...others } = rest
  return {
    ...others,
    ...kept,
    ...(paidThere && { paidThere: { ...paidThere, until: paidThere.until.toISOString() } }),
  }
}

/** @throws for anything that {@link spaceEventAsJson} did not write */
export function readSpaceEvent(value: JsonValue | undefined): SpaceEvent {
  const fields = objectOf(value)
  const space = objectOf(fields.space)
  const platform = SPACE_PLATFORMS.find((one) => one === space.platform)
  if (!platform) throw new TypeError('The event is of no platform with spaces')
  const event = {
    id: textOf(fields.id),
    space: { platform, id: textOf(space.id) },
    at: new Date(textOf(fields.at)),
  }
  const kind = textOf(fields.kind)
  switch (kind) {
    case 'member_changed': {
      const { platformId, isIn, roleIds, paidThere } = fields
      const roles = Array.isArray(roleIds) ? roleIds.map(textOf) : null
      return {
        ...event,
        kind,
        platformId: textOf(platformId),
        isIn: isIn === true,
        roleIds: roles,
        ...(paidThere !== undefined && { paidThere: readPaidThere(objectOf(paidThere)) }),
      }
    }
    case 'entry_requested':
      return {
        ...event,
        kind,
        platformId: textOf(fields.platformId),
        link: textOrNull(fields.link),
      }
    case 'bot_changed':
      return { ...event, kind, byPlatformId: textOrNull(fields.byPlatformId) }
    case 'bot_removed':
      return { ...event, kind }
    case 'role_removed':
    case 'role_changed':
      return { ...event, kind, roleId: textOf(fields.roleId) }
    case 'space_moved':
      return { ...event, kind, toId: textOf(fields.toId) }
    case 'space_renamed':
      return { ...event, kind, title: textOf(fields.title) }
    default:
      throw new TypeError(`Nobody knows the event "${kind}"`)
  }
}

const readPaidThere = ({ until, link }: JsonObject) => ({
  until: new Date(textOf(until)),
  link: textOrNull(link),
})

const textOrNull = (value: JsonValue | undefined): string | null =>
  typeof value === 'string' ? value : null

function textOf(value: JsonValue | undefined): string {
  if (typeof value !== 'string') throw new TypeError('A text of the event is missing')
  return value
}

function objectOf(value: JsonValue | undefined): JsonObject {
  if (typeof value !== 'object' || value === null || isList(value)) {
    throw new TypeError('The event is no object')
  }
  return value
}

/** `Array.isArray` does not know of read-only lists. */
const isList = (value: JsonObject | readonly JsonValue[]): value is readonly JsonValue[] =>
  Array.isArray(value)
