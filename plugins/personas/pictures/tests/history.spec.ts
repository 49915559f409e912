import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { settleLeftPictures } from '#plugins/personas/pictures/actions/settle_left_pictures'
import { PICTURES } from '#plugins/personas/pictures/limits'
import picturesPeople from '#plugins/personas/pictures/people_part'
import {
  DRAWING,
  fileOf,
  keptPictures,
  picturesSeenBy,
} from '#plugins/personas/pictures/tests/support'
import { chatServices } from '#plugins/personas/services'
import { sql } from '#app/support/sql'
import {
  contextOfPersonas,
  fanOfLuna,
  personIdOf,
  seed,
  walletOf,
} from '#plugins/personas/tests/support/house'
import { connectModelServer, type ModelServer } from '#plugins/personas/tests/support/model_server'
import { verifyBooks } from '#tests/support/books'

async function draws(fan: Awaited<ReturnType<typeof fanOfLuna>>, words: string): Promise<void> {
  await fan.says(`/imagine ${words}`)
  await fan.presses('Draw it · 1 coin')
}

const settleLeft = async () => settleLeftPictures(chatServices(await contextOfPersonas()))

test.group('Pictures that were drawn', (group) => {
  let server: ModelServer
  group.setup(seed)
  group.each.setup(async () => {
    server = await connectModelServer(DRAWING)
    return () => server.close()
  })

  test('are listed by pages and shown again for nothing', async ({ assert }) => {
    const fan = await fanOfLuna()
    await fan.says('/pictures')
    assert.include(fan.lastText(), 'You have no pictures yet')
    for (let index = 1; index <= 7; index += 1) await draws(fan, `lighthouse ${index}`)
    server.emulator.media.images.script({ kind: 'error', status: 500 })
    await draws(fan, 'a wreck')

    await fan.says('/pictures')
    assert.include(fan.lastText(), 'a wreck Luna')
    assert.include(fan.lastText(), 'failed, nothing charged')
    assert.notInclude(fan.lastText(), 'lighthouse 2')
    await fan.presses('More')
    assert.include(fan.lastText(), 'lighthouse 1')
    const before = await walletOf(fan)
    await fan.presses('Show')

    const pictures = picturesSeenBy(fan)
    assert.deepEqual(fileOf(pictures.at(-1)), fileOf(pictures[0]))
    assert.equal((await walletOf(fan)).available, before.available)
  })

  test('keep only the newest files of a person', async ({ assert }) => {
    const fan = await fanOfLuna()
    await draws(fan, 'the first')
    const personId = await personIdOf(fan)
    await sql(
      `insert into personas_pictures (person_id, persona_id, words, model_id, asked_key, outcome, content, settled_at)
       select person_id, persona_id, 'older', model_id, gen_random_uuid()::text, 'delivered', content, now()
       from personas_pictures, generate_series(1, ${PICTURES.kept}) where person_id = :personId`,
      { personId }
    )
    await draws(fan, 'the newest')

    const kept = (await keptPictures(fan)).filter(({ content }) => content !== null)
    assert.lengthOf(kept, PICTURES.kept)
    assert.equal(kept.at(-1)?.words, 'the newest')
  })

  test('whose process died while drawing give their coins back', async ({ assert }) => {
    const fan = await fanOfLuna()
    await draws(fan, 'a lighthouse')
    const [picture] = await keptPictures(fan)
    // As a process leaves it that dies after the hold: a second hold, and a row that is still drawing.
    const { ledger } = chatServices(await contextOfPersonas())
    const held = await ledger.hold({
      key: `test:${picture?.id}`,
      personId: await personIdOf(fan),
      amount: 1_000n,
      creatorId: null,
      memo: { key: 'personas.pictures.memo', data: { name: 'Luna' } },
    })
    if (held.outcome !== 'held') throw new Error('Nothing was held')
    await sql(
      `insert into personas_pictures (person_id, persona_id, words, model_id, asked_key, turn_key, outcome, price,
         hold_id, begun_at)
       select person_id, persona_id, words, model_id, :key, :key, 'drawing', 1000, :holdId,
         now() - make_interval(secs => cast(:age as integer)) from personas_pictures where id = :id`,
      {
        key: `lost:${picture?.id}`,
        holdId: held.holdId,
        id: picture?.id ?? '',
        age: PICTURES.lostAfter - 30,
      }
    )
    await settleLeft()
    assert.equal((await walletOf(fan)).held, 1_000n, 'a young one is left to its process')

    await sql(
      `update personas_pictures set begun_at = now() - interval '1 hour' where asked_key = :key`,
      {
        key: `lost:${picture?.id}`,
      }
    )
    await settleLeft()

    assert.equal((await walletOf(fan)).held, 0n)
    assert.equal((await walletOf(fan)).available, 49_000n)
    assert.containSubset((await keptPictures(fan)).at(-1), { outcome: 'failed', failure: 'lost' })
    await draws(fan, 'another')
    assert.lengthOf(picturesSeenBy(fan), 2)
  })

  test('whose process died before the ledger was told are paid for by what was written', async ({
    assert,
  }) => {
    const fan = await fanOfLuna()
    const { ledger } = chatServices(await contextOfPersonas())
    const capture = ledger.capture.bind(ledger)
    ledger.capture = () => Promise.reject(new Error('The database is away'))
    try {
      await fan.says('/imagine a lighthouse')
      const drawing = fan.presses('Draw it · 1 coin')
      while ((await keptPictures(fan))[0]?.outcome !== 'delivered') await new Promise(setImmediate)
      assert.isNull((await keptPictures(fan))[0]?.settled_at)
      assert.equal((await walletOf(fan)).held, 1_000n)
      ledger.capture = capture
      await sql(`update personas_pictures set begun_at = now() - interval '2 minutes'`, {})
      await settleLeft()
      await drawing
    } finally {
      ledger.capture = capture
    }

    assert.equal((await walletOf(fan)).available, 49_000n)
    assert.equal((await walletOf(fan)).held, 0n)
    assert.containSubset(await keptPictures(fan), [{ outcome: 'delivered', charge: 1_000n }])
  })

  test('move with a merge, go with a deletion, and are told in an export', async ({ assert }) => {
    const part = picturesPeople(await contextOfPersonas())
    const from = await fanOfLuna()
    const into = await fanOfLuna()
    await draws(from, 'a lighthouse')
    const [fromId, intoId] = [await personIdOf(from), await personIdOf(into)]
    assert.containSubset(await part.export?.(fromId), {
      pictures: [{ words: 'a lighthouse', persona: 'Luna', paidMillicoins: 1_000 }],
    })

    await sql(`update personas_pictures set settled_at = null where person_id = :fromId`, {
      fromId,
    })
    const merge = () =>
      db.transaction(async (trx) => part.merge?.({ from: fromId, into: intoId, trx }))
    assert.deepEqual(await merge(), { outcome: 'refused', reason: 'busy' })
    await sql(`update personas_pictures set settled_at = now() where person_id = :fromId`, {
      fromId,
    })
    assert.deepEqual(await merge(), { outcome: 'merged' })
    assert.lengthOf(await keptPictures(into), 1)

    await db.transaction(async (trx) => part.forget?.({ personId: intoId, accountIds: [], trx }))
    assert.lengthOf(await keptPictures(into), 0)
    await verifyBooks()
  })
})
