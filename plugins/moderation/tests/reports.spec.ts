import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { APP_ROOT } from '#start/root'
import { conversation } from '#app/bot_kit/testing/conversation'
import type { NewReport } from '#plugins/moderation/api'
import peopleModule from '#plugins/moderation/people'
import moderation from '#plugins/moderation/plugin'

const registry = () => app.container.make('plugins')

async function aReport(more: Partial<NewReport> = {}) {
  const fan = await conversation.fan()
  const { account } = await fan.identified()
  const report: NewReport = {
    key: `test:${crypto.randomUUID()}`,
    accountId: account.id,
    subject: { kind: 'persona', personaId: crypto.randomUUID() },
    excerpt: 'A persona that says rude things\u0007',
    reason: 'harassment',
    words: 'It was rude to me',
    ...more,
  }
  return { fan, account, report }
}

test.group('Reports', () => {
  test('the same turn, and the same thing again, is taken once', async ({ assert }) => {
    const service = (await registry()).use('moderation')
    const { report } = await aReport()
    const all = await Promise.all([1, 2, 3].map(() => service.report(report)))
    assert.lengthOf(
      all.filter(({ outcome }) => outcome === 'reported'),
      1
    )
    const again = await service.report({ ...report, key: `test:${crypto.randomUUID()}` })
    assert.deepEqual(again, { outcome: 'reported_before' })
  })

  test('moderation:reports lists them on the command line', async ({ assert }) => {
    const service = (await registry()).use('moderation')
    const { report } = await aReport()
    await service.report(report)
    const ace = fileURLToPath(new URL('ace.js', APP_ROOT))
    const run = promisify(execFile)
    const shown = await run(process.execPath, [ace, 'moderation:reports'])
    assert.include(shown.stdout, '"It was rude to me"')
    assert.notInclude(shown.stdout, '\u0007')
    const json: unknown = JSON.parse(
      (await run(process.execPath, [ace, 'moderation:reports', '--json'])).stdout
    )
    assert.containsSubset(json, {
      reports: [{ accountId: report.accountId, reason: 'harassment' }],
    })
  }).timeout(60_000)

  test('who reported is forgotten with them; what is reported stays', async ({ assert }) => {
    const service = (await registry()).use('moderation')
    const reporter = await aReport()
    await service.report(reporter.report)
    const accused = await aReport({ subject: { kind: 'person', accountId: reporter.account.id } })
    await service.report(accused.report)
    const people = peopleModule((await registry()).contextOf(moderation))
    await db.transaction(async (trx) =>
      people.forget?.({ personId: crypto.randomUUID(), accountIds: [reporter.account.id], trx })
    )
    const open = await service.openReports()
    const mine = open.find(({ subjectId }) => subjectId === subjectOf(reporter.report))
    assert.containsSubset(mine, { accountId: null, words: '', reason: 'harassment' })
    const other = open.find(({ accountId }) => accountId === accused.account.id)
    assert.containsSubset(other, { excerpt: '', words: 'It was rude to me' })
  })

  test('a person takes their reports with them', async ({ assert }) => {
    const { fan, report } = await aReport()
    await fan.says('/start')
    const { person } = await fan.identified()
    await (await registry()).use('moderation').report(report)
    const people = peopleModule((await registry()).contextOf(moderation))
    const kept = await people.export?.(person?.id ?? '')
    assert.containsSubset(kept, {
      reports: [{ about: 'persona', reason: 'harassment', state: 'open' }],
    })
    assert.doesNotThrow(() => JSON.stringify(kept))
  })
})

const subjectOf = ({ subject }: NewReport): string =>
  subject.kind === 'persona' ? subject.personaId : ''
