import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { Settings } from 'luxon'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import { findCode } from '#plugins/communities/codes/find_code'
import type { CodeRow, TierRow } from '#plugins/communities/rows'
import { openWorld } from '#plugins/communities/tests/support/fake_doorkeeper'
import { openCommunity, somebody, tierOf } from '#plugins/communities/tests/support/people'
import { fills } from '#plugins/communities/tiers/tests/forms'

const codesOf = (communityId: string) =>
  sql<CodeRow>(
    'select * from communities_codes where community_id = :communityId order by created_at',
    { communityId }
  )

/** What BUYING writes down when somebody buys with a code. */
async function bought(
  tier: TierRow,
  codeId: string,
  personId: string,
  state: 'asked' | 'paid' | 'refused' | 'given_back' = 'paid'
): Promise<void> {
  await sql(
    `insert into communities_purchases
       (key, community_id, tier_id, person_id, frontend, locale, means, coins, code_id, state, created_at)
     values (:key, :communityId, :tierId, :personId, 'telegram', 'en', 'coins', 0, :codeId, :state, :at)`,
    {
      key: randomUUID(),
      communityId: tier.community_id,
      tierId: tier.id,
      personId,
      codeId,
      state,
      at: now(),
    }
  )
}

const reasonOf = async (asked: Parameters<typeof findCode>[0]): Promise<string> => {
  const found = await findCode(asked)
  return found.outcome === 'found' ? 'found' : found.reason
}

test.group('Codes', (group) => {
  group.each.teardown(() => void (Settings.now = () => Date.now()))

  test('are made, counted and withdrawn by their creator', async ({ assert }) => {
    const { creator, community } = await openCommunity(openWorld(), { kind: 'group' })
    const { tier } = await tierOf(community.id, { name: 'Gold' })
    const { talk } = creator
    await talk.says('/tiers')
    await talk.presses('Codes')
    assert.include(talk.lastText(), 'No codes yet')
    await talk.presses('New code')
    await fills(talk, { code: 'spring 20', kind: 'percent', value: '120' })
    assert.include(talk.texts().join('\n'), 'How much: 100 at most')
    await fills(talk, {
      code: 'spring-20',
      value: '20 %',
      cycles: '3',
      uses: '50',
      days: '10',
      tier: tier.id,
    })
    assert.include(talk.texts().join('\n'), 'SPRING-20 is there')
    assert.match(
      talk.lastText(),
      /20% off the first 3 payments · Gold · used 0 of 50 times · until /
    )
    const [code] = await codesOf(community.id)
    assert.containsSubset(code, {
      code: 'SPRING-20',
      kind: 'percent',
      value: 2_000,
      cycles: 3,
      most_uses: 50,
    })

    await talk.presses('New code')
    await fills(talk, { code: 'SPRING-20', kind: 'free_days', value: '7' })
    assert.include(talk.texts().join('\n'), 'There is a code SPRING-20 already')
    await fills(talk, { code: 'WEEK', kind: 'free_days', value: '7' })
    await talk.presses('New code')
    await fills(talk, { code: 'LESS', kind: 'fixed', value: '12.5', cycles: '0' })
    const lines = talk.lastText()
    assert.include(lines, '7 free days · Every tier')
    assert.include(lines, '12.5 coins off every payment')

    await bought(tier, code?.id ?? '', randomUUID())
    await bought(tier, code?.id ?? '', randomUUID(), 'refused')
    await talk.says('/tiers')
    await talk.presses('Codes')
    assert.include(talk.lastText(), 'used 1 of 50 times')
    await talk.presses('Withdraw SPRING-20')
    assert.notInclude(talk.lastText(), 'SPRING-20')
    const fan = await somebody()
    const asked = {
      communityId: community.id,
      code: 'spring-20',
      tierId: tier.id,
      personId: fan.person.id,
    }
    assert.equal(await reasonOf(asked), 'unknown')
  })

  test('help whom they are meant for, and say why they do not help others', async ({ assert }) => {
    const { community } = await openCommunity(openWorld(), { kind: 'group' })
    const { tier: gold } = await tierOf(community.id, { name: 'Gold' })
    const { tier: forGood } = await tierOf(community.id, {
      name: 'For good',
      period: 'lifetime',
      coins: null,
      prices: { USD: 900n },
    })
    const { community: other } = await openCommunity(openWorld(), { kind: 'group' })
    const make = async (code: string, more: Partial<CodeRow>): Promise<CodeRow> => {
      const [row] = await sql<CodeRow>(
        `insert into communities_codes (community_id, code, kind, value, coins_off, tier_id, most_uses, expires_at)
         values (:communityId, :code, :kind, :value, :off, :tierId, :uses, :expires) returning *`,
        {
          communityId: community.id,
          code,
          kind: more.kind ?? 'percent',
          value: more.value ?? null,
          off: more.coins_off ?? null,
          tierId: more.tier_id ?? null,
          uses: more.most_uses ?? null,
          expires: more.expires_at ?? null,
        }
      )
      if (!row) throw new Error('No code')
      return row
    }
    const half = await make('HALF', { value: 5_000, most_uses: 2 })
    await make('GOLDEN', { value: 5_000, tier_id: gold.id })
    await make('COINS', { kind: 'fixed', coins_off: 1_000n })
    await make('WEEK', { kind: 'free_days', value: 7 })
    await make('TODAY', { value: 5_000, expires_at: new Date(now().getTime() + 60_000) })
    const fan = randomUUID()
    const ask = (code: string, tierId = gold.id, communityId = community.id, personId = fan) =>
      reasonOf({ communityId, code, tierId, personId })

    assert.equal(await ask(' half '), 'found')
    assert.equal(await ask('HALF', gold.id, other.id), 'unknown')
    assert.equal(await ask('N O'), 'unknown')
    assert.equal(await ask('drop table'), 'unknown')
    assert.equal(await ask('GOLDEN'), 'found')
    for (const code of ['GOLDEN', 'COINS', 'WEEK']) {
      assert.equal(await ask(code, forGood.id), 'not_for_this_tier', code)
    }
    assert.equal(await ask('TODAY'), 'found')
    const later = Date.now() + 61_000
    Settings.now = () => later
    assert.equal(await ask('TODAY'), 'expired')
    Settings.now = () => Date.now()

    // One's own other try does not stand in one's way; one that was given back may be made again.
    await bought(gold, half.id, fan, 'asked')
    await bought(gold, half.id, fan, 'given_back')
    assert.equal(await ask('HALF'), 'found')
    await bought(gold, half.id, fan)
    assert.equal(await ask('HALF'), 'had_it')
    const another = randomUUID()
    assert.equal(await ask('HALF', gold.id, community.id, another), 'found')
    await bought(gold, half.id, randomUUID(), 'asked')
    assert.equal(await ask('HALF', gold.id, community.id, another), 'used_up')
  })

  test('are used no more often than they may be, by however many at once', async ({ assert }) => {
    const { community } = await openCommunity(openWorld(), { kind: 'group' })
    const { tier } = await tierOf(community.id)
    await sql(
      `insert into communities_codes (community_id, code, kind, value, most_uses) values (:id, 'THREE', 'percent', 100, 3)`,
      { id: community.id }
    )
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () =>
        db.transaction(async (trx) => {
          const personId = randomUUID()
          const found = await findCode(
            { communityId: community.id, code: 'three', tierId: tier.id, personId },
            trx
          )
          if (found.outcome === 'refused') return found.reason
          await sql(
            `insert into communities_purchases
               (key, community_id, tier_id, person_id, frontend, locale, means, coins, code_id, state, created_at)
             values (:key, :communityId, :tierId, :personId, 'web', 'en', 'coins', 0, :codeId, 'paid', :at)`,
            {
              key: randomUUID(),
              communityId: community.id,
              tierId: tier.id,
              personId,
              codeId: found.code.id,
              at: now(),
            },
            trx
          )
          return 'found'
        })
      )
    )
    assert.lengthOf(
      outcomes.filter((outcome) => outcome === 'found'),
      3
    )
    assert.lengthOf(
      outcomes.filter((outcome) => outcome === 'used_up'),
      5
    )
  })
})
