import { setImmediate as otherWork } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { openUpload } from '#plugins/personas/knowledge/actions/keep_upload'
import { lockKnowledge, passagePlace } from '#plugins/personas/knowledge/data_key'
import type { Passage } from '#plugins/personas/knowledge/index/search_index'
import type { KnowledgeFailure } from '#plugins/personas/knowledge/knowledge'
import { KNOWLEDGE_LIMITS } from '#plugins/personas/knowledge/limits'
import type { ReadText } from '#plugins/personas/knowledge/reading/read_content'
import { readPassages } from '#plugins/personas/knowledge/reading/reader'
import { ReadingFailed } from '#plugins/personas/knowledge/reading/reading_failed'
import { sql } from '#app/support/sql'

/** Passages whose tokens are counted between two looks at other work, and that are written in one statement. */
const AT_ONCE = 50
/** Percent of progress that is worth writing down. */
const STEP = 5

interface WaitingRow {
  persona_id: string
  upload_id: string
  speaker: number | null
  persona: string
}

export interface ReadKnowledge {
  fileId: string
  countTokens(text: string): number
  signal: AbortSignal
}

/**
 * Reads a file that was given to a persona. All of its passages are written in one transaction, so that it may be
 * interrupted anywhere and done again; a file that is read already, or gone, is left alone.
 */
export async function readKnowledge({ fileId, countTokens, signal }: ReadKnowledge): Promise<void> {
  const [file] = await sql<WaitingRow>(
    `select f.persona_id, f.upload_id, f.speaker, p.name as persona
     from personas_knowledge_files f join personas_personas p on p.id = f.persona_id
     where f.id = :fileId and f.state = 'waiting'`,
    { fileId }
  )
  if (!file) return
  const upload = await openUpload(file.upload_id, null)
  if (!upload) return fail(fileId, 'damaged')
  try {
    const read = await readPassages(
      {
        name: upload.name,
        content: upload.content,
        voice: file.speaker === null ? null : { speaker: file.speaker, name: file.persona },
      },
      { signal, onProgress: progressOf(fileId) }
    )
    if (read.passages.length > KNOWLEDGE_LIMITS.passages) return await fail(fileId, 'full')
    const passages = await counted(read.passages, countTokens, signal)
    await write(fileId, file, read, passages)
  } catch (error) {
    if (!(error instanceof ReadingFailed)) throw error
    await fail(fileId, error.reason)
  }
}

/** Writes progress down now and then. It is for the eye alone: what fails here is not told. */
function progressOf(fileId: string): (percent: number) => void {
  let last = 0
  return (percent) => {
    if (percent < last + STEP) return
    last = percent
    sql(
      `update personas_knowledge_files set progress = :percent where id = :fileId and state = 'waiting'`,
      { fileId, percent: Math.min(99, percent) }
    ).catch(() => {})
  }
}

async function counted(
  texts: readonly string[],
  countTokens: (text: string) => number,
  signal: AbortSignal
): Promise<readonly Passage[]> {
  const passages: Passage[] = []
  for (const text of texts) {
    if (passages.length % AT_ONCE === AT_ONCE - 1) {
      signal.throwIfAborted()
      await otherWork()
    }
    passages.push({ text, tokens: countTokens(text) })
  }
  return passages
}

async function write(
  fileId: string,
  { persona_id: personaId, upload_id: uploadId }: WaitingRow,
  { characters }: ReadText,
  passages: readonly Passage[]
): Promise<void> {
  await db.transaction(async (trx) => {
    const key = await lockKnowledge(trx, personaId)
    const { rows } = await trx.rawQuery<{ rows: { state: string; passages: bigint }[] }>(
      `select f.state, (select coalesce(sum(o.passages), 0) from personas_knowledge_files o
         where o.persona_id = f.persona_id) as passages
       from personas_knowledge_files f where f.id = ? for update of f`,
      [fileId]
    )
    if (rows[0]?.state !== 'waiting') return
    if (Number(rows[0].passages) + passages.length > KNOWLEDGE_LIMITS.passages) {
      throw new ReadingFailed('full')
    }
    for (let from = 0; from < passages.length; from += AT_ONCE) {
      const some = passages.slice(from, from + AT_ONCE)
      const envelopes = some.map(({ text }, at) =>
        key.seal(Buffer.from(text), passagePlace(fileId, from + at)).toString('hex')
      )
      await trx.rawQuery(
        `insert into personas_knowledge_chunks (file_id, ordinal, tokens, passage)
         select ?, ordinal, tokens, decode(passage, 'hex')
         from unnest(?::int[], ?::smallint[], ?::text[]) as made (ordinal, tokens, passage)`,
        [fileId, some.map((_, at) => from + at), some.map(({ tokens }) => tokens), envelopes]
      )
    }
    await trx.rawQuery(
      `update personas_knowledge_files
       set state = 'ready', progress = 100, characters = ?, passages = ?, tokens = ? where id = ?`,
      [characters, passages.length, passages.reduce((sum, { tokens }) => sum + tokens, 0), fileId]
    )
    await dropUpload(trx, uploadId)
    await growVersion(trx, personaId)
  })
}

async function fail(fileId: string, reason: KnowledgeFailure): Promise<void> {
  await db.transaction(async (trx) => {
    const { rows } = await trx.rawQuery<{ rows: { upload_id: string }[] }>(
      `update personas_knowledge_files set state = 'failed', failure = ? where id = ? and state = 'waiting'
       returning upload_id`,
      [reason, fileId]
    )
    if (rows[0]) await dropUpload(trx, rows[0].upload_id)
  })
}

/** A file that two personas were given is kept until both have read it. */
async function dropUpload(trx: TransactionClientContract, uploadId: string): Promise<void> {
  await trx.rawQuery(
    `delete from personas_knowledge_uploads where id = ? and not exists (
       select 1 from personas_knowledge_files where upload_id = ? and state = 'waiting')`,
    [uploadId, uploadId]
  )
}

/** What other processes have in memory is out of date from the commit on. */
export async function growVersion(
  trx: TransactionClientContract,
  personaId: string
): Promise<void> {
  await trx.rawQuery('update personas_knowledge set version = version + 1 where persona_id = ?', [
    personaId,
  ])
}
