import { defineConfig, services } from '@adonisjs/ally'
import env from '#start/env'
import { appUrl } from '#config/app'
import discordConfig from '#config/discord'

/** Google's own servers have three addresses; a test's stand-in has one. */
const googleRoot = env.get('GOOGLE_OAUTH_ROOT')?.replace(/\/+$/, '')
const isOfficialDiscord = discordConfig.apiRoot === 'https://discord.com/api'

const discordId = discordConfig.applicationId ?? ''
const discordSecret = env.get('DISCORD_CLIENT_SECRET') ?? ''
const googleId = env.get('GOOGLE_CLIENT_ID') ?? ''
const googleSecret = env.get('GOOGLE_CLIENT_SECRET') ?? ''

/** The services that people can sign in with; those that are not set up are shown nowhere. */
export const oauthServices: readonly ('discord' | 'google')[] = [
  ...(discordId && discordSecret ? (['discord'] as const) : []),
  ...(googleId && googleSecret ? (['google'] as const) : []),
]

const allyConfig = defineConfig({
  discord: services.discord({
    clientId: discordId,
    clientSecret: discordSecret,
    callbackUrl: `${appUrl}/auth/discord/callback`,
    // Who it is, and nothing more: neither their e-mail nor their servers.
    scopes: ['identify'],
    accessTokenUrl: `${discordConfig.apiRoot}/oauth2/token`,
    userInfoUrl: `${discordConfig.apiRoot}/users/@me`,
    ...(isOfficialDiscord ? {} : { authorizeUrl: `${discordConfig.apiRoot}/oauth2/authorize` }),
  }),
  google: services.google({
    clientId: googleId,
    clientSecret: googleSecret,
    callbackUrl: `${appUrl}/auth/google/callback`,
    scopes: ['openid', 'userinfo.profile'],
    prompt: 'select_account',
    ...(googleRoot
      ? {
          authorizeUrl: `${googleRoot}/o/oauth2/v2/auth`,
          accessTokenUrl: `${googleRoot}/token`,
          userInfoUrl: `${googleRoot}/oauth2/v3/userinfo`,
        }
      : {}),
  }),
})

export default allyConfig

declare module '@adonisjs/ally/types' {
  interface SocialProviders extends InferSocialProviders<typeof allyConfig> {}
}
