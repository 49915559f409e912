import { test } from '@japa/runner'
import {
  coachingOnTelegram,
  decidedFor,
  MODELS,
  TICKED,
  ticksOf,
} from '#tests/e2e/support/coaching_world'
import { comesIn, fillsIn, told } from '#tests/e2e/support/telegram_club'

/** The program has as long as it needs on a busy machine; each wait below has a deadline of its own. */
const TIMEOUT_MS = 240_000

test.group('A creator and the coach on Telegram, from the idea to a paying member', () => {
  test('with the {model} model')
    .with(MODELS)
    .timeout(TIMEOUT_MS)
    .run(async ({ assert, cleanup }, { model }) => {
      const { telegram, database, verify } = await coachingOnTelegram(cleanup, model)
      const mara = telegram.person({ name: 'Mara' })
      mara.says('/start')
      await mara.hears('50 coins')
      mara.says('/create')
      await mara.presses('I accept')
      await mara.hears('1/7 Name')
      await mara.presses('Cancel')

      // Who she is.
      await told(mara, 'Overall', () => mara.says('/coach'))
      await mara.presses('About me')
      await fillsIn(mara, [
        { press: 'YouTube' },
        '12,000',
        '3.5 %',
        'watercolour',
        'beginners with little time',
        'a place where people paint together',
        'warm and plain',
      ])
      await mara.hears('Watercolour, for beginners with little time')

      // What she decides, in her own words.
      for (const [words, what] of decidedFor('a Telegram group')) {
        await told(mara, `Noted. ${what}`, () => mara.says(words))
      }
      await told(mara, 'Ticked', () => mara.says('I wrote the five house rules.'))

      // Where it lives.
      const group = telegram.group('Painting together', [], { owner: mara })
      mara.at(group).promotesBot()
      mara.says('/community@greenroom_test_bot', { in: group })
      await mara.presses('New community')
      await fillsIn(mara, ['Aquarelle', 'Painting together', { press: 'English' }])
      await mara.presses('Open it')
      await mara.hears('“Aquarelle” is open')

      // What the coach does for her, after she said yes.
      const asksFor = async (words: string, offer: string, plan: string) => {
        mara.says(`/coach ${words}`)
        await mara.presses(offer)
        const { text } = await mara.hears(plan)
        assert.include(text, 'Nothing happens before you say so')
      }
      await asksFor('Can you create the tier for me?', 'Prepare the tier', 'Your tier in Aquarelle')
      await told(mara, '“Inner circle” is on sale', () => mara.presses('Create this tier'))

      await asksFor('Please draft the welcome for me.', 'Draft the welcome', 'The welcome of')
      await told(mara, 'are told it', () => mara.presses('Set this welcome'))
      await told(mara, 'Taken back', () => mara.presses('Undo it'))
      await told(mara, 'The welcome of', () => mara.presses('Try again'))
      await told(mara, 'are told it', () => mara.presses('Set this welcome'))

      await asksFor('Can you make a host for me?', 'Prepare the host', 'A host for Aquarelle')
      await told(mara, 'is there for members', () => mara.presses('Make this the host'))

      const announce = 'Can you schedule the announcement for me?'
      await asksFor(announce, 'Draft the announcement', 'Announce Aquarelle')
      await told(mara, 'It goes out on', () => mara.presses('Schedule it'))

      // The first member.
      const fay = telegram.person({ name: 'Fay' })
      fay.says('/start')
      await fay.hears('50 coins')
      await told(fay, 'You see everything it costs', () => fay.says('/join Aquarelle'))
      await told(fay, 'This is what it costs', () => fay.presses('Join Inner circle'))
      await told(fay, 'Welcome to Aquarelle', () => fay.presses('Pay 40 coins'))
      await comesIn(fay, group)

      const overview = await told(mara, 'Overall', () => mara.says('/coach'))
      assert.include(overview.text, 'Planning: ▰▰▰▰▰▰▰▰▰▰ 100 %')
      const ticks = await ticksOf(database)
      assert.containsSubset(ticks, { ...TICKED, write_welcome: 'live', host_persona: 'live' })
      assert.notProperty(ticks, 'launch_announcement', 'it is planned, and has not gone out')
      await verify()
    })
})
