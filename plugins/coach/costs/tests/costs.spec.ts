import { randomInt } from 'node:crypto'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { dayInWords } from '#app/support/day_in_words'
import { sql } from '#app/support/sql'
import { usageReport } from '#plugins/coach/costs/usage_report'
import { usdInWords } from '#plugins/coach/costs/usd_in_words'
import { watchCosts } from '#plugins/coach/costs/watch_costs'
import { runJobs } from '#plugins/coach/tests/support/jobs'
import { somebody } from '#plugins/coach/tests/support/people'
import { coachServices } from '#plugins/coach/tests/support/program'
import { spent } from '#tests/support/spent'
import { until } from '#tests/support/until'

test.group('What the coach costs', () => {
  test('is known by creator and by day, in millionths of a dollar; what others cost is not in it', async ({
    assert,
  }) => {
    const { person, talk } = await somebody('creator')
    await talk.says('/coach')
    await talk.says('/coach What now?')
    await spent({ personId: person.id, cost: 1_234_567n })
    await spent({ personId: person.id, cost: 1n, at: new Date(Date.now() - 3 * 86_400_000) })
    await spent({ personId: person.id, cost: 5_000_000n, purpose: 'personas.reply' })
    await spent({ personId: person.id, cost: 5_000_000n, purpose: 'coaching.reply' })
    await spent({
      personId: person.id,
      cost: 5_000_000n,
      at: new Date(Date.now() - 40 * 86_400_000),
    })
    const mine = async () => (await usageReport({ personId: person.id })).creators[0]
    await until(async () => (await mine())?.calls === 3, { what: 'the call to be written down' })
    assert.deepInclude(await mine(), {
      person_id: person.id,
      cost_micro_usd: '1234568',
      today_micro_usd: '1234567',
      messages: 1,
    })
    const report = await usageReport()
    assert.lengthOf(report.days, 30)
    assert.equal(report.days.at(-1)?.day, report.today.day)
    assert.isAtLeast(Number(report.today.cost_micro_usd), 1_234_567)
    assert.deepEqual(Object.keys(report.models[0] ?? {}), [
      'id',
      'label',
      'server_model',
      'input_micro_usd',
      'output_micro_usd',
    ])
    assert.equal(JSON.parse(JSON.stringify(report)).today.day, report.today.day)
  })

  test('two people who became one are one, with what was written down late, under either id', async ({
    assert,
  }) => {
    const identity = await app.container.make('identity')
    const [old, now] = [await somebody('creator'), await somebody('creator')]
    await old.talk.says('/coach')
    await old.talk.says('/coach What now?')
    await spent({ personId: old.person.id, cost: 3n })
    await spent({ personId: now.person.id, cost: 4n })
    const code = await identity.makeLinkCode((await now.talk.identified()).account.id)
    const opened = await identity.openLink(
      (await old.talk.identified()).account.id,
      code?.code ?? ''
    )
    if (opened.outcome !== 'ready') return assert.fail(opened.outcome)
    const linked = await identity.link((await old.talk.identified()).account.id, opened.linkId)
    if (linked.outcome !== 'linked') return assert.fail(linked.outcome)
    const gone = linked.person.id === now.person.id ? old.person.id : now.person.id
    // A call that was under way while they became one.
    await spent({ personId: gone, cost: 5n })
    for (const personId of [linked.person.id, gone]) {
      const lines = async () => (await usageReport({ personId })).creators
      await until(async () => (await lines())[0]?.calls === 4, { what: 'all to be written down' })
      assert.containsSubset(await lines(), [
        { person_id: linked.person.id, cost_micro_usd: '12', today_micro_usd: '12', messages: 1 },
      ])
      assert.lengthOf(await lines(), 1)
    }
    const stranger = await somebody('creator')
    assert.lengthOf((await usageReport({ personId: stranger.person.id })).creators, 0)
  })

  test('a dear day is told to each admin once, by two workers at once and again later', async ({
    assert,
  }) => {
    const { person } = await somebody('creator')
    const admin = await somebody('admin')
    const banned = await somebody('admin')
    const identity = await app.container.make('identity')
    await identity.setBan(banned.person.id, true)
    const services = await coachServices()
    // A day far away, so that other tests' calls are not in it.
    const midnight = Date.UTC(2031, 0, 1) + randomInt(20_000) * 86_400_000
    const day = new Date(midnight).toISOString().slice(0, 10)
    const minutes = (count: number) => new Date(midnight + count * 60_000)
    const now = minutes(23 * 60 + 55)
    await spent({ personId: person.id, cost: 49_999_999n, at: minutes(600) })
    await watchCosts(services, 50_000_000n, now)
    const alerts = () =>
      sql<{ key: string }>(
        `select key from outbox where topic = 'coach.tell_cost' and starts_with(key, :day)`,
        { day }
      )
    assert.lengthOf(await alerts(), 0)
    await spent({ personId: person.id, cost: 1n, at: now })
    // It is seen after midnight too.
    const later = minutes(24 * 60 + 2)
    await Promise.all([
      watchCosts(services, 50_000_000n, later),
      watchCosts(services, 50_000_000n, later),
    ])
    await watchCosts(services, 50_000_000n, later)
    const keys = (await alerts()).map(({ key }) => key)
    assert.include(keys, `${day}:${admin.person.id}`)
    assert.notInclude(keys, `${day}:${banned.person.id}`)
    assert.equal(new Set(keys).size, keys.length)

    await admin.talk.sends({
      kind: 'invoke',
      invocation: {
        command: 'coach_cost_alert',
        options: { day, cost: '50000000', limit: '50000000' },
      },
    })
    assert.include(
      admin.talk.lastText(),
      `The coach has cost $50.00 on ${dayInWords(new Date(midnight), 'en')}`
    )
    assert.isAtLeast(await runJobs('tell_cost', `${day}:${admin.person.id}`), 1)
    const fan = await somebody()
    await fan.talk.sends({
      kind: 'invoke',
      invocation: {
        command: 'coach_cost_alert',
        options: { day, cost: '1', limit: '1' },
      },
    })
    assert.equal(fan.talk.texts().length, 0, 'nobody else hears of it')
  })

  test('amounts are said with as many digits as they need', ({ assert }) => {
    assert.equal(usdInWords(12_400_000n, 'en'), '$12.40')
    assert.equal(usdInWords(0n, 'en'), '$0.00')
    assert.equal(usdInWords(1_234n, 'en'), '$0.0012')
    assert.equal(usdInWords(400n, 'en'), '$0.0004')
    assert.equal(usdInWords(9_007_199_254_740_993_000_000n, 'en'), '$9,007,199,254,740,993.00')
  })
})
