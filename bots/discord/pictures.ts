/** Pictures as Discord can show them: by address, or uploaded where Discord cannot reach the address. */
import type { RawFile } from 'discord.js'
import { publicUrl } from '#bots/discord/addresses'

export type Picture = { url: string; file?: RawFile }

/** Largest picture that is uploaded, bytes; Discord takes 10 MiB from a bot. */
const MAX_BYTES = 8 * 1024 * 1024
const READ_WITHIN_MS = 5_000

/** Formats that Discord shows in a message. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
}

/**
 * Null when the picture cannot be had: the words beside it must do.
 * @param url absolute, or relative to the program's own site
 */
export async function picture(url: string, appUrl: string): Promise<Picture | null> {
  const reachable = publicUrl(url, appUrl)
  if (reachable !== null) return { url: reachable }
  const own = URL.parse(url, `${appUrl}/`)
  // Only the program's own pages are read: an address out of a chat must not make it call its neighbours.
  if (!own || own.origin !== new URL(appUrl).origin) return null
  try {
    const answer = await fetch(own, { signal: AbortSignal.timeout(READ_WITHIN_MS) })
    const extension = EXTENSIONS[answer.headers.get('content-type')?.split(';')[0] ?? '']
    if (!answer.ok || extension === undefined) return null
    const data = Buffer.from(await answer.arrayBuffer())
    if (data.length > MAX_BYTES) return null
    const name = `picture.${extension}`
    return { url: `attachment://${name}`, file: { name, data } }
  } catch {
    return null
  }
}
