import { FileGone, FileTooLarge, type InboundFile } from '#app/bot_kit/inbound'
import type { AudioNode } from '#app/bot_kit/reply'
import type { Fan } from '#app/bot_kit/testing/conversation'
import type { MediaModels } from '#plugins/personas/tests/support/model_server'
import { sql } from '#app/support/sql'
import { personIdOf } from '#plugins/personas/tests/support/house'
import { oggOpus } from '#tests/emulators/openai/index'

/** As OpenAI's own service is set up, but at an emulator. */
export const SPEAKING: Partial<MediaModels> = {
  openAi: true,
  transcription: 'gpt-transcribe',
  speech: 'gpt-4o-mini-tts',
  voices: ['coral', 'ash'],
}

/** A recording as a platform hands it over; it remembers whether it was fetched. */
export function recording(
  changes: Partial<Omit<InboundFile, 'read'>> & { content?: Buffer | 'gone' } = {}
): InboundFile & { fetched: boolean } {
  const { content = oggOpus(), ...facts } = changes
  return {
    kind: 'voice',
    name: '../../voice.ogg',
    mediaType: 'audio/ogg',
    size: content === 'gone' ? 100 : content.length,
    seconds: 3,
    ...facts,
    fetched: false,
    async read(limit) {
      this.fetched = true
      if (content === 'gone') throw new FileGone('The platform has it no more')
      if (content.length > limit) throw new FileTooLarge(limit)
      return content
    },
  }
}

/** Says something aloud. */
export const sendsVoice = (fan: Fan, file = recording(), id?: string, text = '') =>
  fan.sends({ kind: 'file', file, text }, id)

export function audioHeardBy(fan: Fan): AudioNode[] {
  return fan.seen.flatMap(({ node }) => (node.kind === 'audio' ? [node] : []))
}

/** Gives Luna a voice, or takes it. */
export async function setVoiceOfLuna(voice: string | null): Promise<void> {
  await sql(
    'update personas_personas set voice = :voice, updated_at = clock_timestamp() where slug = :slug',
    {
      voice,
      slug: 'luna',
    }
  )
}

export interface KeptSpeech {
  outcome: string
  failure: string | null
  price: bigint
  charge: bigint
  hold_id: string | null
  settled_at: Date | null
}

export async function keptSpeech(fan: Fan): Promise<KeptSpeech[]> {
  return sql<KeptSpeech>('select * from personas_spoken where person_id = :personId order by id', {
    personId: await personIdOf(fan),
  })
}
