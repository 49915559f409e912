import { test } from '@japa/runner'
import fc from 'fast-check'
import { conversation, type Fan } from '#app/bot_kit/testing/conversation'
import { seed } from '#plugins/personas/tests/support/house'
import { connectModelServer, type ModelServer } from '#plugins/personas/tests/support/model_server'
import { runJobs } from '#plugins/personas/tests/support/jobs'
import { link } from '#plugins/personas/tests/support/people'
import { promptsAsked, type AskedPrompt } from '#plugins/personas/tests/support/prompts'

const PEOPLE = [0, 1, 2]
const STEPS = ['say', 'pin', 'say aloud', 'reset', 'link'] as const

interface Someone {
  /** On Telegram, in private. */
  alone: Fan
  /** On Discord, in private: a guest until linked. */
  elsewhere: Fan
  /** On Telegram, in a room with all the others. */
  inRoom: Fan
  /** A word that nobody else says. */
  secret: string
  linked: boolean
}

async function someone(room: string, index: number): Promise<Someone> {
  const alone = await conversation.fan()
  await alone.says('/start luna')
  await alone.says('Hello')
  await alone.presses('Yes, 2 coins a reply')
  const place = { kind: 'group', id: room } as const
  const inRoom = await conversation.fan({ platformId: alone.platformId, place })
  await inRoom.says('/talk luna')
  await inRoom.says('Aloud: hello')
  await inRoom.presses('Yes, 2 coins a reply')
  const elsewhere = await conversation.fan({ frontend: 'discord' })
  await elsewhere.says('/talk luna')
  return { alone, elsewhere, inRoom, secret: `secret${room.slice(-8)}x${index}`, linked: false }
}

async function act(person: Someone, what: (typeof STEPS)[number], at: number): Promise<void> {
  const { alone, elsewhere, inRoom, secret } = person
  switch (what) {
    case 'say':
      await (person.linked ? elsewhere : alone).says(`I am ${secret} and say ${at}`)
      return
    case 'pin':
      await (at % 2 ? elsewhere : alone).says(`/pin ${secret} keeps ${at}`)
      return
    case 'say aloud':
      await inRoom.says(`Aloud: nothing to hide, ${at}`)
      return
    case 'reset':
      await alone.says('/reset')
      await alone.presses('Yes, begin afresh')
      return
    case 'link':
      if (person.linked) return
      await link(alone, elsewhere)
      person.linked = true
  }
}

/** Whose secrets a model was told. */
function toldOf({ text }: AskedPrompt, people: readonly Someone[]): readonly number[] {
  return PEOPLE.filter((index) => text.includes(people[index]?.secret ?? '?'))
}

test.group('Memory', (group) => {
  let server: ModelServer
  group.setup(async () => {
    await seed()
    server = await connectModelServer()
    return () => server.close()
  })

  test('whatever people say, keep, forget and link, nobody’s is told when another speaks or in a room', async ({
    assert,
  }) => {
    const step = fc.record({ who: fc.constantFrom(...PEOPLE), what: fc.constantFrom(...STEPS) })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 14 }), async (steps) => {
        const before = promptsAsked(server.emulator).length
        const room = `group-${crypto.randomUUID()}`
        const people = await Promise.all(PEOPLE.map((index) => someone(room, index)))
        for (const [at, { who, what }] of steps.entries()) {
          const person = people[who]
          if (person) await act(person, what, at)
        }
        await runJobs('identity.account_attached')
        for (const { alone, inRoom, secret } of people) {
          await alone.says(`I am ${secret}, what do you know?`)
          if (alone.lastText().includes('costs **2 coins'))
            await alone.presses('Yes, 2 coins a reply')
          await inRoom.says('Aloud: and what do you know here?')
        }
        const prompts = promptsAsked(server.emulator).slice(before)
        for (const prompt of prompts) {
          const said = prompt.messages.findLast(({ role }) => role === 'user')?.content ?? ''
          const told = toldOf(prompt, people)
          assert.isAtMost(told.length, said.includes('Aloud:') ? 0 : 1, prompt.text)
        }
        const closing = prompts.filter(({ text }) => text.includes('what do you know?'))
        assert.isNotEmpty(closing)
      }),
      { numRuns: 10 }
    )
  }).timeout(60_000)
})
