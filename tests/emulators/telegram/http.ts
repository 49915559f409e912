import type { IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { badRequest, type ApiError } from '#tests/emulators/telegram/errors'
import { isRecord, type Params, type UploadedFile } from '#tests/emulators/telegram/wire'

/** The parameters of a call, from the query or from a JSON, form or multipart body. */
export async function readParameters(request: IncomingMessage, url: URL): Promise<Params> {
  const query = fromText(Object.fromEntries(url.searchParams))
  const body = await buffer(request)
  if (body.length === 0) return query
  const type = request.headers['content-type'] ?? ''
  if (type.startsWith('application/json')) return { ...query, ...readJson(body) }
  if (type.startsWith('multipart/form-data'))
    return { ...query, ...(await readMultipart(body, type)) }
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return { ...query, ...fromText(Object.fromEntries(new URLSearchParams(body.toString()))) }
  }
  throw badRequest('unsupported content type')
}

function readJson(body: Buffer): Params {
  let value: unknown
  try {
    value = JSON.parse(body.toString())
  } catch {
    throw badRequest("can't parse JSON object")
  }
  if (!isRecord(value)) throw badRequest('JSON object expected')
  return value
}

async function readMultipart(body: Buffer, type: string): Promise<Params> {
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': type },
  }).formData()
  const files = new Map<string, UploadedFile>()
  const texts: Record<string, string> = {}
  for (const [name, value] of form) {
    if (typeof value === 'string') texts[name] = value
    else {
      const bytes = new Uint8Array(await value.arrayBuffer())
      files.set(name, { name: value.name, size: bytes.length, bytes })
    }
  }
  const params: Record<string, unknown> = { ...fromText(texts) }
  for (const [name, file] of files) params[name] ??= file
  for (const [name, value] of Object.entries(params)) {
    const attached = typeof value === 'string' ? /^attach:\/\/(.+)$/.exec(value)?.[1] : undefined
    if (attached === undefined) continue
    const file = files.get(attached)
    if (!file) throw badRequest(`file "${attached}" is missing`)
    params[name] = file
    delete params[attached]
  }
  return params
}

/** Forms carry text alone: numbers, flags and objects are written as JSON. */
function fromText(texts: Readonly<Record<string, string>>): Params {
  const read = (name: string, text: string): unknown => {
    if (['text', 'caption', 'callback_query_id'].includes(name)) return text
    try {
      return JSON.parse(text)
    } catch {
      return text
    }
  }
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, read(name, text)]))
}

export function answer(response: ServerResponse, result: unknown): void {
  write(response, 200, { ok: true, result })
}

export function refuse(response: ServerResponse, error: ApiError): void {
  write(response, error.code, {
    ok: false,
    error_code: error.code,
    description: error.description,
    ...(error.parameters && { parameters: error.parameters }),
  })
}

function write(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed) return
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}
