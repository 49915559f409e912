/** `/applications/{id}/commands`: read, bulk overwrite, create, edit, delete. */
import { ApiError, missingAccess, unknownCommand } from '#tests/emulators/discord/errors'
import type { Route } from '#tests/emulators/discord/http'
import { asObject, asText, type Json } from '#tests/emulators/discord/json'
import { snowflake } from '#tests/emulators/discord/snowflake'
import { storedCommand, validateCommand } from '#tests/emulators/discord/validate_command'
import type { World } from '#tests/emulators/discord/world'

/** Without `with_localizations` Discord leaves the translations out. */
function withoutLocalizations(command: Json): Json {
  const { name_localizations: _names, description_localizations: _descriptions, ...rest } = command
  return rest
}

export function commandRoutes(world: World): Route[] {
  const own = (id: string) => {
    if (id !== world.applicationId) throw missingAccess()
  }
  const find = (id: string) => {
    const found = world.commands.find((one) => one.id === id)
    if (!found) throw unknownCommand()
    return found
  }
  const put = (body: Json): Json => {
    validateCommand(body)
    const before = world.commands.find((one) => one.name === body.name)
    const id = asText(before?.id) || snowflake()
    const stored = storedCommand(body, id, world.applicationId, snowflake())
    world.commands = [...world.commands.filter((one) => one.id !== id), stored]
    return stored
  }
  const limit = (count: number) => {
    if (count > 100)
      throw new ApiError(400, 30032, 'Maximum number of application commands reached (100)')
  }
  return [
    {
      method: 'GET',
      path: /^\/applications\/(\d+)\/commands$/,
      auth: true,
      run: ({ params: [id = ''], query }) => {
        own(id)
        const full = query.get('with_localizations') === 'true'
        return full ? world.commands : world.commands.map(withoutLocalizations)
      },
    },
    {
      method: 'PUT',
      path: /^\/applications\/(\d+)\/commands$/,
      auth: true,
      run: ({ params: [id = ''], body }) => {
        own(id)
        if (!Array.isArray(body)) throw new ApiError(400, 50035, 'Invalid Form Body')
        const wanted = body.map(asObject)
        limit(wanted.length)
        for (const one of wanted) validateCommand(one)
        const names = new Set(wanted.map((one) => one.name))
        if (names.size !== wanted.length) {
          throw new ApiError(400, 50035, 'Application command names must be unique')
        }
        world.commands = world.commands.filter((one) => names.has(one.name))
        for (const one of wanted) put(one)
        world.changed()
        return world.commands
      },
    },
    {
      method: 'POST',
      path: /^\/applications\/(\d+)\/commands$/,
      auth: true,
      run: ({ params: [id = ''], body }) => {
        own(id)
        limit(world.commands.length + 1)
        return put(asObject(body))
      },
    },
    {
      method: 'PATCH',
      path: /^\/applications\/(\d+)\/commands\/(\d+)$/,
      auth: true,
      run: ({ params: [id = '', commandId = ''], body }) => {
        own(id)
        return put({ ...find(commandId), ...asObject(body) })
      },
    },
    {
      method: 'DELETE',
      path: /^\/applications\/(\d+)\/commands\/(\d+)$/,
      auth: true,
      run: ({ params: [id = '', commandId = ''] }) => {
        own(id)
        const found = find(commandId)
        world.commands = world.commands.filter((one) => one !== found)
        return undefined
      },
    },
  ]
}
