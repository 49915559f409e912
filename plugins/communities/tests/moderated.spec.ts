import { test } from '@japa/runner'
import { sql } from '#app/support/sql'
import { openWorld } from '#plugins/communities/tests/support/fake_doorkeeper'
import {
  creatorOn,
  openCommunity,
  tierOf,
  type Somebody,
} from '#plugins/communities/tests/support/people'

/** What the local rules know as hateful in both languages; nobody's model is asked in tests. */
const HATEFUL = { en: 'We kill all immigrants here', es: 'Queremos matar a todos los inmigrantes' }

const sends = (who: Somebody, command: string, options: Record<string, string>) =>
  who.talk.sends({ kind: 'invoke', invocation: { command, options } })
const heard = ({ talk }: Somebody): string => JSON.stringify(talk.seen.slice(-2))

test.group('What creators write is looked at before fans see it', () => {
  for (const [locale, said] of [
    ['en', 'This was not saved, since fans would see it'],
    ['es', 'No se ha guardado, porque los fans lo verían'],
  ] as const) {
    test(`tiers, codes and communities (${locale}): refused in words, and what was typed is kept`, async ({
      assert,
    }) => {
      const world = openWorld()
      const creator = await creatorOn('telegram', { locale })
      const { community } = await openCommunity(world, { kind: 'group', creator })
      const { tier } = await tierOf(community.id, { state: 'draft' })
      const bad = HATEFUL[locale]
      const whole = { description: bad, perks: 'One\nTwo' }
      await sends(creator, 'tier_create', {
        community: community.id,
        name: 'Silver',
        period: 'month',
        coins: '5',
        ...whole,
      })
      assert.include(heard(creator), said)
      assert.include(heard(creator), 'Silver')
      assert.include(heard(creator), bad, 'it is still in the form')

      await sends(creator, 'tier_set_words', { tier: tier.id, name: 'Gold', ...whole })
      assert.include(heard(creator), said)
      await sends(creator, 'tier_set_terms', { tier: tier.id, hidden: 'no', welcome: bad })
      assert.include(heard(creator), said)
      await sends(creator, 'community_change', {
        community: community.id,
        name: 'Moonlight Club',
        description: bad,
        locale,
      })
      assert.include(heard(creator), said)
      await sends(creator, 'community_new', { name: 'Other Club', description: bad, locale })
      assert.include(heard(creator), said)
      const kept = await sql<{ description: string; welcome: string }>(
        `select t.description, t.welcome from communities_tiers t where t.community_id = :id`,
        { id: community.id }
      )
      assert.deepEqual(kept, [{ description: '', welcome: '' }])

      await sends(creator, 'tier_set_words', { tier: tier.id, name: 'Gold', description: 'Tea' })
      assert.notInclude(heard(creator), said)
    })
  }

  test('a code is a word too', async ({ assert }) => {
    const world = openWorld()
    const creator = await creatorOn('telegram')
    const { community } = await openCommunity(world, { kind: 'group', creator })
    await sends(creator, 'code_create', {
      community: community.id,
      code: 'KILL-ALL-IMMIGRANTS',
      kind: 'percent',
      value: '20',
    })
    assert.include(heard(creator), 'This was not saved')
    assert.include(heard(creator), 'KILL-ALL-IMMIGRANTS')
    assert.lengthOf(
      await sql('select 1 from communities_codes where community_id = :id', { id: community.id }),
      0
    )
  })
})
