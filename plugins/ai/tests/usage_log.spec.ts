import { test } from '@japa/runner'
import { randomUUID } from 'node:crypto'
import logger from '@adonisjs/core/services/logger'
import db from '@adonisjs/lucid/services/db'
import type { UsageRow } from '#plugins/ai/usage'
import { UsageLog } from '#plugins/ai/usage_log'

function aRow(accountId: string, changes: Partial<UsageRow> = {}): UsageRow {
  return {
    accountId,
    personId: null,
    purpose: 'personas.reply',
    askedModelId: 'standard',
    modelId: 'saga',
    provider: 'openai',
    inputTokens: 812,
    outputTokens: 77,
    tokensFrom: 'server',
    costMicroUsd: 169n,
    latencyMs: 1_503,
    firstTextMs: 420,
    attempts: 4,
    outcome: 'completed',
    failure: null,
    ...changes,
  }
}

const written = (accountId: string) => db.from('ai_usage').where('account_id', accountId)

/** Waits until the table has so many rows of an account. */
async function eventually(accountId: string, count: number): Promise<unknown[]> {
  const deadline = performance.now() + 10_000
  for (;;) {
    const rows = await written(accountId)
    if (rows.length === count) return rows
    if (performance.now() > deadline) throw new Error(`${rows.length} rows of ${count}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

test.group('usage log', () => {
  test('writes each call with all that is known of it, by itself', async ({ assert }) => {
    const [accountId, personId] = [randomUUID(), randomUUID()]
    const log = new UsageLog({ db, logger, delay: 1 })
    log.add(aRow(accountId, { personId }))
    const [row] = await eventually(accountId, 1)

    assert.containSubset(row, {
      person_id: personId,
      purpose: 'personas.reply',
      asked_model: 'standard',
      model: 'saga',
      provider: 'openai',
      input_tokens: 812,
      output_tokens: 77,
      tokens_from: 'server',
      cost_micro_usd: 169n,
      latency_ms: 1_503,
      first_text_ms: 420,
      attempts: 4,
      outcome: 'completed',
      failure: null,
    })
  })

  test('takes the rows of a moment in few inserts, none lost', async ({ assert }) => {
    const accountId = randomUUID()
    let inserts = 0
    const log = new UsageLog({ db: counting(() => (inserts += 1)), logger, delay: 60_000 })
    for (let index = 0; index < 1_200; index += 1) log.add(aRow(accountId))
    await log.close()

    assert.lengthOf(await written(accountId), 1_200)
    assert.isAtMost(inserts, 4)
  })

  test('at a shutdown writes what waits, and later rows at once', async ({ assert }) => {
    const accountId = randomUUID()
    const log = new UsageLog({ db, logger, delay: 60_000 })
    log.add(aRow(accountId))
    assert.lengthOf(await written(accountId), 0)
    await log.close()
    assert.lengthOf(await written(accountId), 1)

    log.add(aRow(accountId, { outcome: 'aborted' }))
    await eventually(accountId, 2)
  })

  test('keeps rows while the database is away, and writes each once when it is back', async ({
    assert,
  }) => {
    const accountId = randomUUID()
    let away = true
    const log = new UsageLog({
      db: counting(() => {
        if (away) throw new Error('connection refused')
      }),
      logger: quiet,
      delay: 1,
      retryDelay: 5,
    })
    log.add(aRow(accountId))
    await log.flush()
    log.add(aRow(accountId))
    assert.lengthOf(await written(accountId), 0)
    away = false

    await eventually(accountId, 2)
  })

  test('a row that the database refuses does not hold up the others', async ({ assert }) => {
    const accountId = randomUUID()
    const log = new UsageLog({ db, logger: quiet, delay: 60_000, retryDelay: 5 })
    log.add(aRow(accountId))
    log.add(aRow('not-a-uuid'))
    log.add(aRow(accountId))
    await log.flush()

    assert.lengthOf(await written(accountId), 2)
  })
})

const quiet = { warn: () => undefined, error: () => undefined }

/** The database, with something that happens before each statement. */
function counting(before: () => unknown): Pick<typeof db, 'rawQuery'> {
  return {
    rawQuery: (...statement: Parameters<typeof db.rawQuery>) => {
      before()
      return db.rawQuery(...statement)
    },
  }
}
