/** A persona's reply, said aloud. */
import type { TurnContext } from '#app/bot_kit/command'
import type { Button, Drawn, Reply } from '#app/bot_kit/reply'
import { ModelError } from '#plugins/ai/api'
import { capReached } from '#plugins/personas/bot/cap_view'
import { buyOffer, label, priceOf } from '#plugins/personas/bot/offers'
import { speakerOf } from '#plugins/personas/bot/persona_view'
import type { Persona } from '#plugins/personas/persona'
import type { ChatServices } from '#plugins/personas/services'
import { settleSpeech, type JudgedSpeech } from '#plugins/personas/voice/actions/settle_speech'
import { startSpeech, type Speech } from '#plugins/personas/voice/actions/start_speech'
import { markSpeech, UnmarkableSpeech } from '#plugins/personas/voice/mark/mark_speech'
import { speechPrice, spokenText } from '#plugins/personas/voice/spoken_text'

export interface Saying {
  persona: Persona
  personId: string
  /** The persona's words, as they were written. */
  reply: string
  /** Turn key of the reply. */
  replyKey: string
  /** Of the update that asks to hear it. */
  turnKey: string
  /** Millicoins that the fan said yes to, for all of it. */
  agreed: bigint
}

/** The button that says a reply aloud; its price is on it. */
export function hearOffer(ctx: TurnContext, replyKey: string, price: bigint): Button {
  return {
    label: label(ctx.t('personas.voice.hear', { coins: ctx.coins(price) })),
    invoke: { command: 'hear', options: { reply: replyKey, price: String(price) } },
    singleUse: true,
  }
}

/** The voice that a persona speaks in; null when it only writes or the server does not speak. */
export function voiceOf(
  { ai }: Pick<ChatServices, 'ai'>,
  { voice }: Pick<Persona, 'voice'>
): string | null {
  if (voice === null || !ai.abilities.speech) return null
  // A card from elsewhere, or a change of servers, may name a voice that there is none of here.
  const voices = ai.voices()
  return voices.length === 0 || voices.includes(voice) ? voice : (voices[0] ?? null)
}

/** Says a reply aloud, or says what stands in the way and offers what helps. */
export async function speak(
  ctx: TurnContext,
  services: ChatServices,
  saying: Saying
): Promise<Reply> {
  const { persona, personId, replyKey, turnKey, agreed } = saying
  const voice = voiceOf(services, persona)
  if (voice === null) return [unable(ctx, services, persona)]
  const text = spokenText(saying.reply)
  const price = speechPrice(text)
  if (price > agreed) return offerAgain(ctx, 'personas.voice.dearer', { persona, replyKey, price })
  const start = await startSpeech(services, { personId, persona, turnKey, replyKey, price })
  switch (start.outcome) {
    case 'started':
      return speakHeld(ctx, services, { ...saying, voice, text, price, speech: start.speech })
    case 'insufficient_coins':
      return tooExpensive(ctx, { price, available: start.available, replyKey })
    case 'cap_reached':
      return capReached(
        ctx,
        start.cap,
        'personas.caps.reply_stays',
        hearOffer(ctx, replyKey, price)
      )
    case 'already_done':
      return []
  }
}

/** The coins are held: whatever happens from here on, they are taken for what arrived, or given back. */
async function speakHeld(
  ctx: TurnContext,
  services: ChatServices,
  held: Saying & { voice: string; text: string; price: bigint; speech: Speech }
): Promise<Reply> {
  const { persona, personId, replyKey, voice, text, price, speech } = held
  try {
    const said = await services.ai.speak({
      text,
      voice,
      accountId: ctx.account.id,
      personId,
      purpose: 'personas.speech',
      signal: ctx.signal,
    })
    return [
      {
        kind: 'audio',
        name: `${persona.slug}.${said.mediaType === 'audio/mpeg' ? 'mp3' : 'ogg'}`,
        mediaType: said.mediaType,
        content: markSpeech(said),
        transcript: text,
        speaker: speakerOf(persona),
        settle: async (drawn) => {
          await settleSpeech(services, speech, judge(drawn))
          return []
        },
      },
    ]
  } catch (error) {
    const stopped = ctx.signal.aborted
    const failure = failureOf(error)
    await settleSpeech(services, speech, {
      outcome: stopped ? 'stopped' : 'failed',
      failure: stopped ? null : failure,
    })
    if (stopped) {
      return [{ kind: 'text', tone: 'notice', text: ctx.t('personas.voice.stopped') }]
    }
    if (failure === 'internal') throw error
    return offerAgain(ctx, 'personas.voice.failed', { persona, replyKey, price })
  }
}

function failureOf(error: unknown): string {
  if (error instanceof ModelError) return error.failure
  return error instanceof UnmarkableSpeech ? 'unmarkable' : 'internal'
}

const judge = (drawn: Drawn): JudgedSpeech =>
  drawn.outcome === 'drawn'
    ? { outcome: 'delivered', failure: null }
    : { outcome: 'undelivered', failure: drawn.reason }

function offerAgain(
  ctx: TurnContext,
  key: 'personas.voice.failed' | 'personas.voice.dearer',
  { persona, replyKey, price }: { persona: Persona; replyKey: string; price: bigint }
): Reply {
  return [
    {
      kind: 'choice',
      text: ctx.t(key, { name: persona.name, price: priceOf(ctx, price) }),
      buttons: [hearOffer(ctx, replyKey, price)],
    },
  ]
}

function tooExpensive(
  ctx: TurnContext,
  { price, available, replyKey }: { price: bigint; available: bigint; replyKey: string }
): Reply {
  const hear = hearOffer(ctx, replyKey, price)
  return [
    {
      kind: 'text',
      tone: 'error',
      code: 'insufficient_coins',
      text: ctx.t('personas.voice.insufficient', {
        price: priceOf(ctx, price),
        balance: ctx.coins(available),
      }),
    },
    {
      kind: 'choice',
      text: ctx.t('personas.voice.insufficient_next'),
      buttons: [buyOffer(ctx, hear.invoke), hear],
    },
  ]
}

/** Why a persona does not speak: it has no voice, or what its operator can do about it. */
export function unable(
  ctx: TurnContext,
  { ai }: Pick<ChatServices, 'ai'>,
  persona: Persona
): Reply[number] {
  const missing = ai.demo ? 'personas.voice.no_server' : 'personas.voice.no_speech'
  const text = ctx.t(ai.abilities.speech ? 'personas.voice.no_voice' : missing, {
    name: persona.name,
  })
  return { kind: 'text', tone: 'notice', text }
}
