/** `/gateway/bot`, the application itself, users and direct channels. */
import { ApiError, unknownUser } from '#tests/emulators/discord/errors'
import type { Gateway } from '#tests/emulators/discord/gateway'
import { applicationJson } from '#tests/emulators/discord/guild_wire'
import type { Route } from '#tests/emulators/discord/http'
import { asObject, asText } from '#tests/emulators/discord/json'
import { channelJson, userJson } from '#tests/emulators/discord/wire'
import type { World } from '#tests/emulators/discord/world'

export function generalRoutes(world: World, gateway: Gateway): Route[] {
  return [
    {
      method: 'GET',
      path: /^\/gateway\/bot$/,
      auth: true,
      run: () => ({
        url: gateway.url,
        shards: gateway.recommendedShards,
        session_start_limit: {
          total: 1000,
          remaining: 999,
          reset_after: 1000,
          max_concurrency: 16,
        },
      }),
    },
    {
      method: 'GET',
      path: /^\/users\/@me$/,
      auth: true,
      run: () => ({ ...userJson(world.bot), mfa_enabled: false, locale: 'en-US' }),
    },
    {
      method: 'GET',
      path: /^\/applications\/@me$/,
      auth: true,
      run: () => applicationJson(world),
    },
    {
      method: 'GET',
      path: /^\/users\/(\d+)$/,
      auth: true,
      run: ({ params: [id = ''] }) => {
        const user = world.users.get(id)
        if (!user) throw unknownUser()
        return userJson(user)
      },
    },
    {
      method: 'POST',
      path: /^\/users\/@me\/channels$/,
      auth: true,
      run: ({ body }) => {
        const user = world.users.get(asText(asObject(body).recipient_id))
        if (!user) throw new ApiError(400, 50033, 'Invalid Recipient(s)')
        return channelJson(world, world.directChannel(user))
      },
    },
  ]
}
