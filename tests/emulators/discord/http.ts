/** The HTTP side: authorisation, bodies, scripted failures, and errors in Discord's shape. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { ApiError, notFound, unauthorized } from '#tests/emulators/discord/errors'
import { asObject, type Json } from '#tests/emulators/discord/json'
import { Paces, type Pace } from '#tests/emulators/discord/paces'
import { checkPublished } from '#tests/emulators/discord/published'

export type { Pace } from '#tests/emulators/discord/paces'

export interface UploadedFile {
  /** The number in its part's name, `files[n]`. */
  index: number
  filename: string
  bytes: Uint8Array
  contentType?: string
}

export interface ApiRequest {
  method: string
  /** The path below `/api/v10`. */
  path: string
  query: URLSearchParams
  body: unknown
  files: UploadedFile[]
  /** Path parameters in order. */
  params: string[]
  /** For the audit log, decoded. */
  reason: string | null
}

export interface Route {
  method: string
  path: RegExp
  /** Needs `Authorization: Bot <token>`; interaction and webhook-token routes do not. */
  auth: boolean
  run(request: ApiRequest): unknown
}

/** A request that was answered, for tests. */
export interface Call {
  method: string
  path: string
  query: string
  body: Json
  reason: string | null
  status: number
  at: number
}

/** A failure that the next matching requests meet instead of an answer. */
export interface Script {
  method?: string
  path: RegExp
  /** How many requests meet it. */
  times: number
  status: number
  body?: Json
  headers?: Record<string, string>
  /** Break the connection instead of answering. */
  drop?: boolean
  /** Answer as usual, then lose the answer on the way back. */
  loseAnswer?: boolean
}

/** A request with its files; each of them has a limit of its own. */
const MAX_BODY = 25 * 1024 * 1024

async function readBody(
  request: IncomingMessage
): Promise<{ body: unknown; files: UploadedFile[] }> {
  const parts: Buffer[] = []
  let size = 0
  // Node's types leave open what a stream gives; a request gives bytes.
  const chunks: AsyncIterable<Buffer> = request
  for await (const chunk of chunks) {
    size += chunk.length
    if (size > MAX_BODY) throw new ApiError(413, 40005, 'Request entity too large')
    parts.push(chunk)
  }
  const raw = Buffer.concat(parts)
  const type = request.headers['content-type'] ?? ''
  if (raw.length === 0) return { body: undefined, files: [] }
  if (type.startsWith('multipart/form-data')) {
    const form = await new Response(raw, { headers: { 'content-type': type } }).formData()
    const files: UploadedFile[] = []
    for (const [name, value] of form.entries()) {
      if (typeof value === 'string') continue
      const index = /^files\[(\d+)\]$/.exec(name)?.[1]
      if (index === undefined) throw new ApiError(400, 50035, `No file is named ${name}`)
      files.push({
        index: Number(index),
        filename: value.name,
        bytes: new Uint8Array(await value.arrayBuffer()),
        ...(value.type !== '' && { contentType: value.type }),
      })
    }
    return { body: parseJson(String(form.get('payload_json') ?? '{}')), files }
  }
  if (!type.startsWith('application/json')) {
    throw new ApiError(400, 50035, 'Expected "Content-Type" header to be application/json')
  }
  return { body: parseJson(raw.toString('utf8')), files: [] }
}

function parseJson(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text)
    return parsed
  } catch {
    throw new ApiError(400, 50109, 'The request body contains invalid JSON.')
  }
}

/** What is said for the audit log, in a header that may hold ASCII alone. */
function reasonOf(request: IncomingMessage): string | null {
  const sent = request.headers['x-audit-log-reason']
  return typeof sent === 'string' ? decodeURIComponent(sent) : null
}

export class HttpSide {
  readonly calls: Call[] = []
  readonly scripts: Script[] = []
  readonly paces: Pace[] = []
  readonly limits = new Paces(this.paces)
  readonly server: Server
  /** The content network, which is the same host here. */
  fileAt: (url: URL) => { bytes: Uint8Array } | null = () => null
  /** What was downloaded, by path. */
  readonly downloads: string[] = []
  /** Off for load: a long run would keep every request. */
  recording = true

  constructor(
    private readonly token: string,
    readonly routes: Route[],
    private readonly onCall: () => void
  ) {
    this.server = createServer((request, response) => void this.#serve(request, response))
    this.server.keepAliveTimeout = 60_000
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://emulator')
    if (url.pathname.startsWith('/attachments/')) return this.#download(url, response)
    const path = decodeURIComponent(url.pathname).replace(/^\/api\/v10/, '')
    const method = request.method ?? 'GET'
    let body: unknown
    let status: number
    let answer: unknown
    let headers: Record<string, string> = {}
    let lose = false
    const reason = reasonOf(request)
    const banned = this.limits.banned()
    if (banned) {
      response.writeHead(429, banned.headers).end(banned.text)
      return
    }
    try {
      if (!url.pathname.startsWith('/api/v10/')) throw notFound()
      const read = await readBody(request)
      body = read.body
      const script = this.#scripted(method, path)
      if (script?.drop) {
        request.socket.destroy()
        return
      }
      const paced = script ? null : this.limits.spend(method, path)
      headers = paced?.headers ?? {}
      if (paced?.refused) throw paced.refused
      if (script && script.loseAnswer !== true) {
        ;({ status, headers = {} } = script)
        answer = script.body ?? { message: 'Scripted failure', code: 0 }
      } else {
        lose = script?.loseAnswer === true
        const call = { method, path, query: url.searchParams, reason, params: [], ...read }
        answer = this.#route(call, request)
        status = answer === undefined ? 204 : 200
      }
    } catch (error) {
      const known =
        error instanceof ApiError ? error : new ApiError(500, 0, `Emulator bug: ${String(error)}`)
      status = known.status
      answer = {
        message: known.message,
        code: known.code,
        ...(known.errors !== undefined && { errors: known.errors }),
        ...known.more,
      }
    }
    this.limits.count(status)
    const query = url.searchParams.toString()
    if (this.recording)
      this.calls.push({ method, path, query, reason, body: asObject(body), status, at: Date.now() })
    this.onCall()
    if (lose) {
      request.socket.destroy()
      return
    }
    const text = answer === undefined ? '' : JSON.stringify(answer)
    response.writeHead(status, {
      ...(text !== '' && { 'content-type': 'application/json' }),
      ...headers,
    })
    response.end(text)
  }

  #download(url: URL, response: ServerResponse): void {
    this.downloads.push(url.pathname)
    const file = this.fileAt(url)
    if (!file) return void response.writeHead(404).end('This content is no longer available.')
    response.writeHead(200, { 'content-length': file.bytes.length }).end(file.bytes)
  }

  #scripted(method: string, path: string): Script | undefined {
    const script = this.scripts.find(
      (one) => one.times > 0 && (one.method ?? method) === method && one.path.test(path)
    )
    if (script) script.times -= 1
    return script
  }

  #route(request: ApiRequest, raw: IncomingMessage): unknown {
    checkPublished(request)
    for (const route of this.routes) {
      if (route.method !== request.method) continue
      const match = route.path.exec(request.path)
      if (!match) continue
      if (route.auth && raw.headers.authorization !== `Bot ${this.token}`) throw unauthorized()
      return route.run({ ...request, params: match.slice(1) })
    }
    throw notFound()
  }
}
