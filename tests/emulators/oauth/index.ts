/**
 * Discord's and Google's OAuth 2 servers, as far as signing in goes: the consent page, the token endpoint, and who
 * somebody is. It refuses what they refuse: a redirect address that was not entered, a wrong secret, a code that was
 * used, is another client's or came with another redirect address, a token that is none.
 */
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

export interface OauthClient {
  clientId: string
  clientSecret: string
  /** As entered in the service's console. */
  redirectUris: readonly string[]
}

/** What the service says of whoever consents, in its own names. */
export type Profile = Readonly<Record<string, string | null>>

interface Grant {
  clientId: string
  redirectUri: string
  scope: string
  profile: Profile
}

export interface OauthEmulator {
  /** For DISCORD_API_ROOT and GOOGLE_OAUTH_ROOT. */
  root: string
  /** A person's browser comes with an address; they consent or refuse. Answers where the browser is sent. */
  visit(address: string, answer: Profile | 'refuse'): Promise<URL>
  close(): Promise<void>
}

const PATHS = {
  authorize: ['/oauth2/authorize', '/o/oauth2/v2/auth'],
  token: ['/oauth2/token', '/token'],
  me: ['/users/@me', '/oauth2/v3/userinfo'],
}

export async function startOauthEmulator(client: OauthClient): Promise<OauthEmulator> {
  const codes = new Map<string, Grant>()
  const tokens = new Map<string, Grant>()

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', 'http://here')
    if (PATHS.token.includes(pathname) && request.method === 'POST') {
      const made = exchange(request, await text(request))
      return send(response, 'error' in made ? 400 : 200, made)
    }
    if (PATHS.me.includes(pathname) && request.method === 'GET') {
      const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
      const grant = tokens.get(token)
      return grant
        ? send(response, 200, grant.profile)
        : send(response, 401, { message: '401: Unauthorized', code: 0 })
    }
    return send(response, 404, { message: '404: Not Found', code: 0 })
  }

  const exchange = (request: IncomingMessage, body: string): Record<string, string | number> => {
    if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
      return { error: 'invalid_request' }
    }
    const form = new URLSearchParams(body)
    if (
      form.get('client_id') !== client.clientId ||
      form.get('client_secret') !== client.clientSecret
    ) {
      return { error: 'invalid_client' }
    }
    if (form.get('grant_type') !== 'authorization_code') return { error: 'unsupported_grant_type' }
    const code = form.get('code') ?? ''
    const grant = codes.get(code)
    codes.delete(code)
    if (grant?.redirectUri !== form.get('redirect_uri')) return { error: 'invalid_grant' }
    const token = randomBytes(20).toString('base64url')
    tokens.set(token, grant)
    return { access_token: token, token_type: 'Bearer', expires_in: 604_800, scope: grant.scope }
  }

  const server = createServer((request, response) => {
    void answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const listening = server.address()
  if (listening === null || typeof listening === 'string') throw new Error('No port')

  return {
    root: `http://127.0.0.1:${listening.port}`,
    async visit(address, answered) {
      const url = new URL(address)
      if (!PATHS.authorize.includes(url.pathname)) throw new Error(`No consent page at ${address}`)
      const asked = (name: string): string => url.searchParams.get(name) ?? ''
      const [clientId, redirectUri, scope, state] = [
        asked('client_id'),
        asked('redirect_uri'),
        asked('scope'),
        asked('state'),
      ]
      if (clientId !== client.clientId) throw new Error('Unknown client')
      if (!client.redirectUris.includes(redirectUri)) {
        throw new Error(`Invalid redirect_uri ${redirectUri}`)
      }
      if (asked('response_type') !== 'code' || scope === '') throw new Error('invalid_request')
      const back = new URL(redirectUri)
      if (state !== '') back.searchParams.set('state', state)
      if (answered === 'refuse') back.searchParams.set('error', 'access_denied')
      else {
        const code = randomBytes(15).toString('base64url')
        codes.set(code, { clientId, redirectUri, scope, profile: answered })
        back.searchParams.set('code', code)
      }
      return back
    },
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}
