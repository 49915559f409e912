import { test } from '@japa/runner'
import limiter from '@adonisjs/limiter/services/main'
import { sql } from '#app/support/sql'
import { browserOf, ledTo } from '#tests/coach/support/browser'
import { DEED_WALKS, readyForDeeds } from '#tests/coach/support/deed_walks'
import { coached, decides, deedsOf, lastDeed } from '#tests/coach/support/stage'
import { planFields, planForm } from '#tests/coach/support/web_form'
import type { TaskAction } from '#plugins/coach/programme/programme'
import type { WebVisitor } from '#tests/support/web_visitor'

const plans = async (browser: WebVisitor, action: TaskAction): Promise<string> =>
  ledTo(await browser.post('/coach/deeds', { action }))

test.group('Coach | each thing it does, on the web', (group) => {
  group.each.setup(() => limiter.clear())

  for (const walk of DEED_WALKS) {
    test(`${walk.action} is planned, changed, done once and undone once`, async ({ assert }) => {
      const stage = await readyForDeeds()
      const browser = await browserOf(stage.creator)
      const has = async (what: unknown, when: string) =>
        assert.deepEqual(await walk.effect(stage), what, when)
      const plan = await plans(browser, walk.action)
      const drafted = await browser.reads(plan)
      assert.include(drafted, `${walk.confirm}</button>`)
      assert.include(drafted, 'Nothing happens until you confirm it.')
      await has(walk.before, 'planned')

      const filled = { ...planForm(drafted), ...planFields(walk.changes(stage)) }
      const newer = ledTo(await browser.post(plan, filled))
      assert.match(newer, /^\/coach\/deeds\/[\w-]+$/)
      assert.notEqual(newer, plan)
      assert.deepEqual(
        (await lastDeed(stage.creator)).plan.changed.toSorted(),
        Object.keys(walk.changes(stage)).toSorted(),
        'what was sent as it stood is no change'
      )
      assert.equal(ledTo(await browser.post(`${plan}/do`, {})), '/coach#tasks', 'the older plan')
      await has(walk.before, 'changed, and not confirmed')

      for (const words of [walk.said, 'That was confirmed before: it was done once.']) {
        assert.equal(ledTo(await browser.post(`${newer}/do`, {})), newer)
        const done = await browser.reads(newer)
        assert.include(done, 'Done for Moonlight Club.')
        assert.include(done, words)
        assert.include(done, `action="${newer}/undo"`)
        await has(walk.after, words)
      }

      for (const words of ['It is undone.', 'That was undone before.']) {
        assert.equal(ledTo(await browser.post(`${newer}/undo`, {})), newer)
        const undone = await browser.reads(newer)
        assert.include(undone, 'Undone in Moonlight Club.')
        assert.include(undone, words)
        assert.include(undone, walk.saidOfUndo)
        assert.notInclude(undone, `action="${newer}/undo"`)
        await has(walk.undone, words)
      }
      await browser.post(`${newer}/do`, {})
      await has(walk.undone, 'what was undone is not done again')
    })
  }

  test('start_preflight names what is missing and looks again; it has no form and no undo', async ({
    assert,
  }) => {
    const stage = await coached({ kind: 'group' })
    const { here, world } = stage
    const browser = await browserOf(stage.creator)
    here.botIsAdmin = false
    const missing = async () => {
      const [space] = await sql<{ problems: unknown[] }>(
        'select problems from communities_spaces where id = :id',
        { id: stage.space.id }
      )
      return space?.problems.length ?? 0
    }
    const looks = () => world.calls.filter(({ method }) => method === 'inspect').length
    const plan = await plans(browser, 'start_preflight')
    const drafted = await browser.reads(plan)
    assert.include(drafted, 'change nothing there')
    assert.deepEqual(planForm(drafted), {})
    assert.equal(looks(), 0)

    for (let press = 0; press < 2; press += 1) {
      await browser.post(`${plan}/do`, {})
      const red = await browser.reads(plan)
      assert.include(red, `❌ ${here.title}: this is missing:`)
      assert.notInclude(red, '/undo"')
      assert.equal(looks(), 1, 'a second press looks no second time')
    }
    await browser.post(`${plan}/undo`, {})
    assert.include(await browser.reads(plan), 'There was nothing that could be undone.')
    assert.include(await browser.reads(plan), 'Done for Moonlight Club.')
    assert.isAbove(await missing(), 0)

    here.botIsAdmin = true
    const again = await plans(browser, 'start_preflight')
    await browser.post(`${again}/do`, {})
    assert.include(await browser.reads(again), `✅ ${here.title}: everything is there.`)
    assert.equal(await missing(), 0)
  })

  test('an opening without a day has no button until the day is filled in', async ({ assert }) => {
    const stage = await coached({ kind: 'group' })
    const browser = await browserOf(stage.creator)
    const plan = await plans(browser, 'schedule_launch')
    const drafted = await browser.reads(plan)
    assert.include(drafted, 'To be filled in')
    assert.notInclude(drafted, 'Schedule it</button>')
    await browser.post(`${plan}/do`, {})
    assert.include(await browser.reads(plan), 'Something has to be filled in first.')
    const over = await browser.post(plan, { ...planForm(drafted), plan_day: '2020-01-01' })
    assert.equal(over.status, 422)
    assert.include(await over.text(), 'That hour is over already. Which day is it?')
    const dated = ledTo(await browser.post(plan, { ...planForm(drafted), plan_day: '2099-01-01' }))
    assert.include(await browser.reads(dated), 'Schedule it</button>')
  })

  test('what changed since the plan is planned anew, and the new plan is the one that is done', async ({
    assert,
  }) => {
    const stage = await coached({ kind: 'group' }, { pricing: '500 coins monthly' })
    const browser = await browserOf(stage.creator)
    const plan = await plans(browser, 'create_tier')
    await decides(stage.creator, { pricing: '700 coins monthly' })
    const newer = ledTo(await browser.post(`${plan}/do`, {}))
    assert.notEqual(newer, plan)
    const shown = await browser.reads(newer)
    assert.include(shown, 'Things are otherwise by now.')
    assert.include(shown, '700 coins a month')
    await browser.post(`${newer}/do`, {})
    assert.deepEqual(
      (await deedsOf(stage.creator)).map(({ state }) => state),
      ['dropped', 'done']
    )
  })
})
