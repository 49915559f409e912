import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'
import { sql } from '#app/support/sql'
import {
  creatorFan,
  personaOf,
  sends,
  worker,
  type MadePersona,
} from '#plugins/personas/knowledge/tests/support/creator'
import { countChunks, found } from '#plugins/personas/knowledge/tests/support/reading'
import { seed } from '#plugins/personas/tests/support/house'
import { until } from '#tests/support/until'

const CHILD = fileURLToPath(new URL('../../tests/support/reading_child.ts', import.meta.url))

/** About 120 passages: some statements' worth. */
const LONG = Array.from(
  { length: 1_200 },
  (_, line) => `In the year ${line} the keeper of the lighthouse counted ${line * 7} gulls.`
).join('\n\n')

test.group('Knowledge | a reader that is killed', (group) => {
  group.setup(seed)
  group.each.timeout(60_000)

  /** A file that waits to be read. */
  async function waiting(): Promise<{ nora: MadePersona; fileId: string }> {
    const creator = await creatorFan()
    const nora = await personaOf(creator)
    await sends(creator, 'years.txt', LONG)
    await creator.presses('Nora')
    const [file] = await sql<{ id: string }>(
      'select id::text as id from personas_knowledge_files where persona_id = :id',
      { id: nora.id }
    )
    return { nora, fileId: file?.id ?? '' }
  }

  function reader(...args: string[]) {
    const child = spawn(process.execPath, ['--import=#typescript', CHILD, ...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    return { child, ended: once(child, 'exit') }
  }

  const stateOf = async (fileId: string) => {
    const [file] = await sql<{ state: string; uploads: bigint }>(
      `select f.state, (select count(*) from personas_knowledge_uploads u where u.id = f.upload_id) as uploads
       from personas_knowledge_files f where f.id = :fileId`,
      { fileId }
    )
    return { state: file?.state, uploads: Number(file?.uploads) }
  }

  test('while it counts: nothing is half there, and the next worker reads it', async ({
    assert,
  }) => {
    const { nora, fileId } = await waiting()
    const [, signal] = await reader(fileId, '60').ended
    assert.equal(signal, 'SIGKILL')
    assert.deepEqual(await stateOf(fileId), { state: 'waiting', uploads: 1 })
    assert.equal(await countChunks(nora), 0)

    await worker()
    assert.deepEqual(await stateOf(fileId), { state: 'ready', uploads: 0 })
    assert.isAbove(await countChunks(nora), 60)
    assert.isNotEmpty(await found(nora, 'how many gulls did the keeper count?'))
  })

  test('while it writes: what was written goes, and the next worker reads it once', async ({
    assert,
    cleanup,
  }) => {
    const { nora, fileId } = await waiting()
    // The second statement of passages waits, in the middle of the transaction.
    await sql(
      `create function pause_reading() returns trigger language plpgsql as $$
       begin
         if exists (select 1 from personas_knowledge_chunks where file_id = '${fileId}' and ordinal >= 50) then
           perform pg_sleep(20);
         end if;
         return null;
       end $$`,
      {}
    )
    await sql(
      `create trigger pause_reading after insert on personas_knowledge_chunks
       for each statement execute function pause_reading()`,
      {}
    )
    const drop = () => sql('drop function if exists pause_reading cascade', {})
    cleanup(async () => {
      await drop()
    })

    const { child, ended } = reader(fileId)
    await until(
      async () => {
        const sleeping = await sql<{ pid: number }>(
          `select pid from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`,
          {}
        )
        return sleeping.length > 0
      },
      { within: 20_000, what: 'the reader to be in the middle of its writing' }
    )
    child.kill('SIGKILL')
    await ended
    // Postgres notices the dead client when the statement ends; the test need not wait so long.
    await sql(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where wait_event = 'PgSleep' and datname = current_database()`,
      {}
    )
    await until(async () => (await stateOf(fileId)).state === 'waiting')
    assert.equal(await countChunks(nora), 0)

    await drop()
    await worker()
    const written = await countChunks(nora)
    await worker()
    assert.equal(await countChunks(nora), written)
    assert.isAbove(written, 60)
    assert.deepEqual(await stateOf(fileId), { state: 'ready', uploads: 0 })
  })
})
