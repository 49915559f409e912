import { test } from '@japa/runner'
import fc from 'fast-check'
import type { LetIn, PutOut } from '#app/bot_kit/spaces/answers'
import type { Doorkeeper } from '#app/bot_kit/spaces/doorkeeper'
import { guardedGroup, keeperOf, spaceOf, wayOf } from '#bots/telegram/tests/doors'
import type { Fault } from '#tests/emulators/telegram/faults'

const RUNS = 200
/** More tries than there are faults in a history. */
const TRIES = 20

const METHODS = [
  'getChatMember',
  'createChatInviteLink',
  'editChatInviteLink',
  'revokeChatInviteLink',
  'banChatMember',
  'unbanChatMember',
  'approveChatJoinRequest',
  'declineChatJoinRequest',
] as const

const fault: fc.Arbitrary<Fault> = fc.record({
  methods: fc.constantFrom(...METHODS).map((method) => [method]),
  times: fc.integer({ min: 1, max: 2 }),
  kind: fc.constantFrom(
    { cut: 'before' as const },
    // It happened, and nobody was told: as for a program that died just then.
    { cut: 'after' as const },
    { error: 502 },
    { garbage: true as const }
  ),
})

/** What happens at a door. */
const deed = fc.constantFrom('let_in', 'put_out', 'opens', 'leaves', 'banned', 'unbanned')
/** What somebody keeps who keeps the doors: what is wanted, and the link that was given out. */
interface State {
  wanted: 'in' | 'out'
  link: string | null
  /** By an administrator. */
  banned: boolean
}

type Deed = 'let_in' | 'put_out' | 'opens' | 'leaves' | 'banned' | 'unbanned'

test.group('Telegram doors: any history', () => {
  test('ends as it was wanted, with nobody banned but by an administrator', async ({ assert }) => {
    const { telegram, owner, chat } = await guardedGroup()
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ deed, faults: fc.array(fault, { maxLength: 3 }) }), {
          minLength: 1,
          maxLength: 8,
        }),
        async (history) => {
          telegram.faults.clear()
          const fan = telegram.person()
          const way = wayOf(chat, fan)
          const [space, platformId] = [spaceOf(chat), way.platformId]
          const state: State = { wanted: 'out', link: null, banned: false }

          /** Each try is another process's: nothing is remembered but what was kept. */
          const until = async <T extends { outcome: string }>(
            run: (keeper: Doorkeeper) => Promise<T>
          ): Promise<T> => {
            for (let n = 0; n < TRIES; n++) {
              const answer = await run(keeperOf(telegram))
              if (answer.outcome !== 'retry') return answer
            }
            throw new Error('It never came to an end')
          }
          const work = async (): Promise<LetIn | PutOut> => {
            const answer =
              state.wanted === 'in'
                ? await until((keeper) => keeper.letIn(way, { key: 'k', knownLink: state.link }))
                : await until((keeper) => keeper.putOut(way, { knownLink: state.link }))
            if (answer.outcome === 'invited') state.link = answer.link
            seen.add(answer.outcome === 'problem' ? answer.problem.kind : answer.outcome)
            return answer
          }
          const opens = async (): Promise<void> => {
            if (state.link === null || fan.opens(state.link) !== 'asked') return
            const admit = state.wanted === 'in'
            await until((keeper) => keeper.answerRequest({ space, platformId, admit }))
          }

          const act: Readonly<Record<Deed, () => unknown>> = {
            let_in: () => ((state.wanted = 'in'), work()),
            put_out: () => ((state.wanted = 'out'), work()),
            opens,
            leaves: () => fan.at(chat).isIn && fan.at(chat).leaves(),
            banned: () => ((state.banned = true), owner.at(chat).bans(fan)),
            unbanned: () => {
              if (state.banned) owner.at(chat).unbans(fan)
              state.banned = false
            },
          }
          for (const { deed: name, faults } of history) {
            for (const one of faults) telegram.faults.add(one)
            await act[name]()
          }
          telegram.faults.clear()
          const end = await work()
          await opens()

          const { status } = chat.roll.standing(fan.id)
          if (state.banned) {
            assert.equal(status, 'kicked', 'an administrator is not overruled')
            const problem = { outcome: 'problem', problem: { kind: 'banned_there' } }
            if (state.wanted === 'in') assert.containSubset(end, problem)
          } else {
            assert.equal(status, state.wanted === 'in' ? 'member' : 'left')
            assert.isFalse(fan.at(chat).isAsking)
          }
        }
      ),
      { numRuns: RUNS }
    )
    // Every end was met.
    assert.includeMembers([...seen], ['in', 'invited', 'out', 'banned_there'])
  }).timeout(60_000)
})
