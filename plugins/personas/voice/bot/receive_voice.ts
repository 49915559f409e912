import type { Converse, ReceiveFile } from '#app/bot_kit/command'
import type { ChatServices } from '#plugins/personas/services'
import { hearVoice } from '#plugins/personas/voice/bot/hear_voice'

/** A recording is written down, shown to its speaker, and answered as if it had been typed. */
export function receiveVoice(services: ChatServices, converse: Converse): ReceiveFile {
  return async (ctx, file, text) => {
    if (file.kind !== 'voice' && file.kind !== 'audio') return null
    const heard = await hearVoice(services, ctx, { file, text, purpose: 'personas.voice' })
    if (heard.outcome === 'refused') return heard.reply
    return [...heard.shown, ...(await converse(ctx, heard.words))]
  }
}
