import { test } from '@japa/runner'
import fc from 'fast-check'
import { sql } from '#app/support/sql'
import { askToStop, Claim } from '#plugins/coach/conversation/claim'
import { hear, type ClaimedMessage } from '#plugins/coach/conversation/hear'
import { listMessages, remaining } from '#plugins/coach/conversation/messages'
import { COACH_LIMITS } from '#plugins/coach/limits'
import { somebody } from '#plugins/coach/tests/support/people'
import { coachServices, projectOf } from '#plugins/coach/tests/support/program'

const NOTHING = { decided: [], unsure: [], done: [], unsureDone: [], offered: [] }

/** Few keys, so that they meet; one free message less than there are keys. */
const KEYS = 6
const FREE = KEYS - 1

const step = fc.record({
  kind: fc.constantFrom('say', 'keep', 'give_up', 'run_out', 'late_keep', 'late_give_up', 'stop'),
  key: fc.nat(KEYS - 1),
})

/** What must be so of a key. */
interface Told {
  /** Held by a process that is alive. */
  held: { message: ClaimedMessage; claim: Claim } | null
  /** By a process whose claim ran out, and that may still finish. */
  late: { claim: Claim } | null
  heard: boolean
  answer: string | null
}

test.group('Claims on messages', () => {
  test('in whatever order things happen, a message counts once, has one holder and one answer', async ({
    assert,
  }) => {
    const services = await coachServices()
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const { person } = await somebody('creator')
        const project = await projectOf(services, person.id)
        await sql(
          `insert into coach_messages (project_id, key, role, text)
           select :id, 'before:' || n, 'creator', 'x' from generate_series(1, :most::integer) n`,
          { id: project.id, most: COACH_LIMITS.messages - FREE }
        )
        const told: Told[] = Array.from({ length: KEYS }, () => ({
          held: null,
          late: null,
          heard: false,
          answer: null,
        }))
        for (const [at, { kind, key }] of steps.entries()) {
          const one = told[key]
          if (!one) throw new Error('No such key')
          const answer = { text: `answer ${at}`, ending: 'whole', noticed: NOTHING } as const
          switch (kind) {
            case 'say': {
              const said = await hear(project, `key:${key}`, `text ${key}`)
              const heard = told.filter((other) => other.heard).length
              if (one.answer !== null) {
                assert.deepInclude(said, { outcome: 'heard_before', answer: one.answer })
              } else if (one.held) assert.equal(said.outcome, 'being_answered')
              else if (!one.heard && heard === FREE) assert.equal(said.outcome, 'limit')
              else {
                if (said.outcome !== 'heard') throw new Error(said.outcome)
                one.heard = true
                one.held = { message: said.message, claim: new Claim(said.message) }
                assert.equal(said.message.text, `text ${key}`)
              }
              break
            }
            case 'keep':
              await one.held?.claim.keep(answer)
              if (one.held) one.answer ??= answer.text
              one.held = null
              break
            case 'give_up':
              await one.held?.claim.giveUp()
              one.held = null
              break
            case 'run_out':
              if (!one.held) break
              await sql(
                `update coach_messages set claimed_until = now() - interval '1 second' where id = :id`,
                { id: one.held.message.id }
              )
              one.late = one.held
              one.held = null
              break
            case 'late_keep':
              // It was only slow: what its creator saw is the answer, unless there is one by now.
              await one.late?.claim.keep(answer)
              if (one.late) {
                one.answer ??= answer.text
                one.held = null
              }
              one.late = null
              break
            case 'late_give_up':
              await one.late?.claim.giveUp()
              one.late = null
              break
            case 'stop':
              // It ends the answer, not the hold on the message: whoever makes it still keeps it or gives it up.
              assert.equal(await askToStop(project.id, `key:${key}`), one.held !== null)
          }
        }
        const kept = (await listMessages(project.id, { limit: 100 })).filter(({ key }) =>
          key.startsWith('key:')
        )
        for (const [key, { heard, held, answer }] of told.entries()) {
          const mine = kept.filter((one) => one.key === `key:${key}`)
          const states = answer
            ? ['answered', 'whole']
            : heard
              ? [held ? 'being_answered' : 'unanswered']
              : []
          assert.sameMembers(
            mine.map(({ state }) => state),
            states
          )
          if (answer) assert.equal(mine.find(({ role }) => role === 'coach')?.text, answer)
        }
        const heard = told.filter((one) => one.heard).length
        assert.equal((await remaining(person.id)).left, FREE - heard)
        for (const { held, late } of told) {
          await held?.claim.giveUp()
          await late?.claim.giveUp()
        }
      }),
      { numRuns: 40 }
    )
  }).timeout(120_000)
})
