import { randomUUID } from 'node:crypto'
import { conversation, type Fan, type FanOptions } from '#app/bot_kit/testing/conversation'
import type { InboundFile } from '#app/bot_kit/inbound'
import { FileGone, FileTooLarge } from '#app/bot_kit/inbound'
import app from '@adonisjs/core/services/app'
import { luna } from '#plugins/personas/demo/luna'
import { writePersona } from '#plugins/personas/demo/seed'
import { sql } from '#app/support/sql'
import { personIdOf } from '#plugins/personas/tests/support/house'
import { runJobs } from '#plugins/personas/tests/support/jobs'

export interface MadePersona {
  id: string
  slug: string
  name: string
}

/** Someone who has joined and may make personas. */
export async function creatorFan(options: FanOptions = {}): Promise<Fan> {
  const fan = await conversation.fan(options)
  const { account, person } = await fan.identified()
  const identity = await app.container.make('identity')
  const joined = person ?? (await identity.join(account.id)).person
  await identity.grantRole(joined.id, 'creator')
  return fan
}

/** A published persona of a creator's. */
export async function personaOf(creator: Fan, name = 'Nora'): Promise<MadePersona> {
  const slug = `${name.toLowerCase()}-${randomUUID().slice(0, 8)}`
  await writePersona({ ...luna, slug, name, knowledge: [] }, await personIdOf(creator))
  const [row] = await sql<{ id: string }>('select id from personas_personas where slug = :slug', {
    slug,
  })
  if (!row) throw new Error('The persona was not written')
  return { id: row.id, slug, name }
}

/** Sends a file in the direct chat. */
export const sends = (
  fan: Fan,
  name: string,
  content: Uint8Array | string,
  some: Partial<InboundFile> = {}
) =>
  fan.sends({
    kind: 'file',
    text: '',
    file: {
      kind: 'document',
      name,
      mediaType: 'text/plain',
      size: null,
      seconds: null,
      async read(limit) {
        const bytes = Buffer.from(content)
        if (bytes.length > limit) throw new FileTooLarge(limit)
        return bytes
      },
      ...some,
    },
  })

export const gone = (): Promise<never> => Promise.reject(new FileGone('gone'))

/** Has a persona read a file, start to end. */
export async function teaches(
  creator: Fan,
  persona: MadePersona,
  name: string,
  content: Uint8Array | string
): Promise<void> {
  await sends(creator, name, content)
  await creator.presses(persona.name)
  await worker()
}

/** The worker does what waits. */
export const worker = () => runJobs('personas.read_knowledge')
