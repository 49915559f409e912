import { test } from '@japa/runner'
import { buttonLabels } from '#tests/emulators/discord/index'
import {
  coachingOnDiscord,
  decidedFor,
  MODELS,
  TICKED,
  ticksOf,
} from '#tests/e2e/support/coaching_world'
import { DiscordWorld, wordsOf } from '#tests/e2e/support/discord_world'

/** The program has as long as it needs on a busy machine; each wait below has a deadline of its own. */
const TIMEOUT_MS = 240_000

test.group('A creator and the coach on Discord, from the idea to a paying member', () => {
  test('with the {model} model')
    .with(MODELS)
    .timeout(TIMEOUT_MS)
    .run(async ({ assert, cleanup }, { model }) => {
      const { discord, database, verify } = await coachingOnDiscord(cleanup, model)
      const world = new DiscordWorld(discord)
      await discord.until('commands', () => discord.world.commands.length > 0, 20_000)
      const mara = discord.player('mara')
      const { dm } = mara
      const guild = discord.guild('Painting together', { owner: mara })
      const hall = discord.channel(guild, { name: 'hall' })
      const hears = (what: RegExp, act: () => unknown) => world.hears(dm, what, act)
      await hears(/50 coins|Welcome/, () => mara.slash(dm, 'start'))
      const terms = await hears(/I accept/, () => mara.slash(dm, 'create'))
      await hears(/Welcome among the creators/, () =>
        mara.presses(terms, 'I accept: make me a creator')
      )

      // Who she is: two forms, since one holds five lines.
      const overview = await hears(/Overall/, () => mara.slash(dm, 'coach'))
      const form = await hears(/Open the form/, () => mara.presses(overview, 'About me'))
      const first = mara.presses(form, 'Open the form')
      await first.modal()
      const between = await mara
        .submits(first, {
          platform: 'youtube',
          followers: '12,000',
          engagement: '3.5 %',
          niche: 'watercolour',
          audience: 'beginners with little time',
        })
        .answer()
      const second = mara.presses(between, buttonLabels(between)[0] ?? '')
      await second.modal()
      await hears(/Watercolour, for beginners with little time/i, () =>
        mara.submits(second, { goals: 'people who paint together', tone: 'warm and plain' })
      )

      // What she decides, in her own words.
      for (const [words, what] of decidedFor('Discord')) {
        const note = await hears(/Noted/, () => mara.says(dm, words))
        assert.include(wordsOf(note), what)
      }
      await hears(/Ticked/, () => mara.says(dm, 'I wrote the five house rules.'))

      // Where it lives.
      const here = (what: RegExp, act: () => unknown) => world.hears(hall, what, act)
      const unknown = await here(/"New community"/, () => mara.slash(hall, 'community'))
      const naming = await here(/A new community/, () => mara.presses(unknown, 'New community'))
      const green = await here(/"Open it"/, () =>
        world.fills(mara, naming, {
          name: 'Aquarelle',
          description: 'Painting together',
          locale: 'en',
        })
      )
      await here(/“Aquarelle” is open/, () => mara.presses(green, 'Open it'))

      // What the coach does for her, after she said yes.
      const asksFor = async (words: string, offer: string, plan: RegExp) => {
        const offered = await hears(new RegExp(`"${offer}"`), () =>
          mara.slash(dm, 'coach', { text: words })
        )
        return hears(plan, () => mara.presses(offered, offer))
      }
      const tier = await asksFor('Can you create the tier for me?', 'Prepare the tier', /Your tier/)
      assert.include(wordsOf(tier), 'Nothing happens before you say so')
      await hears(/“Inner circle” is on sale/, () => mara.presses(tier, 'Create this tier'))

      const draft = await asksFor(
        'Please draft the welcome for me.',
        'Draft the welcome',
        /The welcome of/
      )
      const set = await hears(/are told it/, () => mara.presses(draft, 'Set this welcome'))
      const undone = await hears(/Taken back/, () => mara.presses(set, 'Undo it'))
      const again = await hears(/The welcome of/, () => mara.presses(undone, 'Try again'))
      await hears(/are told it/, () => mara.presses(again, 'Set this welcome'))

      const host = await asksFor('Can you make a host for me?', 'Prepare the host', /A host for/)
      await hears(/is there for members/, () => mara.presses(host, 'Make this the host'))

      const launch = await asksFor(
        'Can you schedule the announcement for me?',
        'Draft the announcement',
        /Announce Aquarelle/
      )
      await hears(/It goes out on/, () => mara.presses(launch, 'Schedule it'))

      // The first member.
      const fay = discord.player('fay')
      discord.deeds.join(guild, fay.user)
      await world.hears(fay.dm, /50 coins|Welcome/, () => fay.slash(fay.dm, 'start'))
      const shop = await here(/"Join Inner circle"/, () => fay.slash(hall, 'join'))
      const quote = await here(/"Pay 40 coins"/, () => fay.presses(shop, 'Join Inner circle'))
      await here(/Welcome to/, () => fay.presses(quote, 'Pay 40 coins'))
      await world.until('her role', () => {
        // The coach made it with the tier.
        const made = [...guild.roles.values()].find(({ name }) => name === 'Inner circle')
        return guild.members.get(fay.user.id)?.roles.includes(made?.id ?? '') === true
      })

      const standing = await hears(/Overall/, () => mara.slash(dm, 'coach'))
      assert.match(wordsOf(standing), /▰▰▰▰▰▰▰▰▰▰ 100 %/)
      const ticks = await ticksOf(database)
      assert.containsSubset(ticks, { ...TICKED, write_welcome: 'live', host_persona: 'live' })
      assert.notProperty(ticks, 'launch_announcement', 'it is planned, and has not gone out')
      await verify()
    })
})
