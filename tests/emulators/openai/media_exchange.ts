/** How the emulator answers a request for a picture, a recording, speech or a verdict. */
import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { fail, sendJson } from '#tests/emulators/openai/exchange'
import {
  MediaScript,
  type MediaAnswers,
  type MediaBehaviour,
  type MediaEndpoint,
} from '#tests/emulators/openai/media_behaviours'
import { oggOpus, pngOf } from '#tests/emulators/openai/samples'
import type { MediaRequest } from '#tests/emulators/openai/validate_media'

export type MediaScripts = { readonly [E in MediaEndpoint]: MediaScript<E> }

export function mediaScripts(): MediaScripts {
  return {
    images: new MediaScript<'images'>({ kind: 'answer' }),
    transcriptions: new MediaScript<'transcriptions'>({ kind: 'answer' }),
    speech: new MediaScript<'speech'>({ kind: 'answer' }),
    moderations: new MediaScript<'moderations'>({ kind: 'answer' }),
  }
}

const CATEGORIES =
  `harassment harassment/threatening hate hate/threatening illicit illicit/violent self-harm
  self-harm/intent self-harm/instructions sexual sexual/minors violence violence/graphic`.split(
    /\s+/
  )

/** Pictures that were answered with an address, by their path. */
export type Gallery = Map<string, Uint8Array>

/** Answers one request that was found right. */
export async function answerMedia(
  response: ServerResponse,
  request: MediaRequest,
  world: { scripts: MediaScripts; gallery: Gallery; origin: string }
): Promise<void> {
  const { scripts } = world
  switch (request.endpoint) {
    case 'images':
      return act(response, scripts.images.next(), (answer) =>
        sendPicture(response, request, answer, world)
      )
    case 'transcriptions':
      return act(response, scripts.transcriptions.next(), ({ text, seconds = 3 }) =>
        sendJson(response, 200, {
          text: text ?? 'Good evening, can you hear me?',
          usage: { type: 'duration', seconds },
        })
      )
    case 'speech':
      return act(response, scripts.speech.next(), ({ content }) => {
        response.writeHead(200, { 'content-type': 'audio/opus' })
        response.end(content ?? oggOpus())
      })
    case 'moderations':
      return act(response, scripts.moderations.next(), (answer) =>
        sendVerdict(response, request, answer)
      )
  }
}

async function act<E extends MediaEndpoint>(
  response: ServerResponse,
  behaviour: MediaBehaviour<E>,
  answer: (how: MediaAnswers[E]) => void
): Promise<void> {
  switch (behaviour.kind) {
    case 'error':
      return fail(response, behaviour)
    case 'hang':
      return
    case 'die':
      return void response.destroy()
    case 'answer':
      if (behaviour.delayMs) await delay(behaviour.delayMs)
      answer(behaviour)
  }
}

function sendPicture(
  response: ServerResponse,
  { text, asAddress }: MediaRequest,
  { content, sends = 'as_asked' }: MediaAnswers['images'],
  { gallery, origin }: { gallery: Gallery; origin: string }
): void {
  const picture = content ?? pngOf(text)
  const send = (data: readonly unknown[]) =>
    sendJson(response, 200, {
      created: Math.floor(Date.now() / 1000),
      data,
      usage: {
        input_tokens: Math.ceil(text.length / 4),
        output_tokens: 272,
        total_tokens: 272 + Math.ceil(text.length / 4),
        input_tokens_details: { text_tokens: Math.ceil(text.length / 4), image_tokens: 0 },
      },
    })
  if (typeof sends === 'object') return send([sends])
  switch (sends) {
    case 'nothing':
      return send([])
    case 'broken_base64':
      return send([{ b64_json: '%%% not base64 %%%' }])
    case 'not_a_picture':
      return send([{ b64_json: Buffer.from('<svg onload="x"/>').toString('base64') }])
    case 'as_asked': {
      if (!asAddress) return send([{ b64_json: Buffer.from(picture).toString('base64') }])
      const path = `/pictures/${randomUUID()}.png`
      gallery.set(path, picture)
      send([{ url: `${origin}${path}` }])
    }
  }
}

function sendVerdict(
  response: ServerResponse,
  { model }: MediaRequest,
  { flagged, scores = {} }: MediaAnswers['moderations']
): void {
  const scoreOf = (category: string) => scores[category] ?? 0.0001
  const over = (category: string) => scoreOf(category) >= 0.5
  sendJson(response, 200, {
    id: `modr-${randomUUID()}`,
    model,
    results: [
      {
        flagged: flagged ?? CATEGORIES.some(over),
        categories: Object.fromEntries(CATEGORIES.map((one) => [one, over(one)])),
        category_scores: Object.fromEntries(CATEGORIES.map((one) => [one, scoreOf(one)])),
        category_applied_input_types: Object.fromEntries(CATEGORIES.map((one) => [one, ['text']])),
      },
    ],
  })
}
