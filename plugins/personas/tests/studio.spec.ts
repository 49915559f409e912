import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { imageSize } from 'image-size'
import { conversation, type Fan } from '#app/bot_kit/testing/conversation'
import { luna } from '#plugins/personas/demo/luna'
import { writePersona } from '#plugins/personas/demo/seed'
import { sql } from '#app/support/sql'
import { rollUpDays } from '#plugins/personas/studio/actions/roll_up_days'
import { periodOf } from '#plugins/personas/studio/period'
import { countsByDay } from '#plugins/personas/studio/queries/counts_by_day'
import { uncountedSince } from '#plugins/personas/studio/queries/counting'
import { fansOf } from '#plugins/personas/studio/queries/fans_of'
import { studioFigures } from '#plugins/personas/studio/queries/studio_figures'
import {
  codesSeenBy,
  personIdOf,
  seed,
  serviceOf,
  walletOf,
} from '#plugins/personas/tests/support/house'

/** Someone with the role, who has these personas. */
async function creatorOf(...slugs: readonly string[]): Promise<Fan> {
  const creator = await conversation.fan()
  await creator.says('/start')
  const personId = await personIdOf(creator)
  await (await app.container.make('identity')).grantRole(personId, 'creator')
  for (const slug of slugs) {
    await writePersona({ ...luna, slug, name: `Luna ${slug}` }, personId)
  }
  return creator
}

/** Nobody else's tests meet the personas that are made here. */
async function withdrawAll(): Promise<void> {
  await sql(`update personas_personas set status = 'withdrawn' where slug like :made`, {
    made: 'luna-________',
  })
}

const someSlug = () => `luna-${randomUUID().slice(0, 8)}`

/** A fan who pays for one reply. */
async function oneReply(slug: string): Promise<Fan> {
  const fan = await conversation.fan()
  await fan.says(`/start ${slug}`)
  await fan.says('Good evening!')
  await fan.presses('Yes, 2 coins a reply')
  return fan
}

const fieldsOf = (fan: Fan): Record<string, string> => {
  const node = fan.seen.at(-1)?.node
  if (node?.kind !== 'card') throw new Error(`No card: ${fan.lastText()}`)
  return Object.fromEntries((node.fields ?? []).map(({ name, value }) => [name, value]))
}

test.group('The studio', (group) => {
  group.setup(seed)
  group.teardown(withdrawAll)

  test('a creator sees messages, fans, coins and a picture of the curve', async ({ assert }) => {
    const slug = someSlug()
    const creator = await creatorOf(slug)
    const fan = await oneReply(slug)
    await fan.says('And what of the moon?')
    await oneReply(slug)

    const [picture, card] = await creator.says('/studio')
    assert.equal(card?.node.kind, 'card')
    const fields = fieldsOf(creator)
    assert.equal(fields['Messages from fans'], '3')
    assert.equal(fields.Fans, '2 (2 new, 0 returning)')
    assert.equal(fields.Replies, '3 (3 delivered, 0 stopped, 0 failed, 0 blocked)')
    assert.equal(fields['Paid by fans'], '6 coins')
    // 70 % of three replies at 2 coins, paid from welcome coins.
    assert.include(
      fields['You earned'],
      '4.2 coins (0 coins of them from bought coins, 4.2 coins from free ones'
    )
    const { earnings } = await walletOf(creator)
    assert.equal(earnings.promo, 4_200n)

    if (picture?.node.kind !== 'image' || typeof picture.node.source === 'string') {
      throw new Error('There is no picture')
    }
    assert.include(picture.node.alt, '4.2 coins in all')
    assert.include(picture.node.alt, '3 messages from fans')
    const { content } = picture.node.source
    assert.containsSubset(imageSize(content), { type: 'png', width: 1080 })
    assert.isTrue('drawing' in picture && picture.drawing.private)
  })

  test('one persona’s figures, other periods, and back, by button', async ({ assert }) => {
    const [one, two] = [someSlug(), someSlug()]
    const creator = await creatorOf(one, two)
    await oneReply(one)
    await creator.says('/studio')
    assert.include(creator.lastText(), `**Luna ${one}**: 1 message, 1 fan, 2 coins paid`)
    assert.include(creator.lastText(), `**Luna ${two}**: 0 messages, 0 fans, 0 coins paid`)
    await creator.presses(`Luna ${two}`)
    assert.include(creator.lastText(), `Luna ${two}: the last 30 days`)
    assert.equal(fieldsOf(creator)['Messages from fans'], '0')
    await creator.says(`/studio ${one}`)
    assert.equal(fieldsOf(creator)['Messages from fans'], '1')
    await creator.presses('7 days')
    assert.include(creator.lastText(), `Luna ${one}: the last 7 days`)
    await creator.presses('All personas')
    assert.include(creator.lastText(), 'Your studio: the last 7 days')
  })

  test('nobody sees another creator’s persona, and fans see no studio', async ({ assert }) => {
    const slug = someSlug()
    const creator = await creatorOf(slug)
    await creator.says('/studio luna')
    assert.deepEqual(codesSeenBy(creator), ['not_found'])
    assert.include(creator.lastText(), `Yours are: ${slug}.`)
    const fan = await oneReply(slug)
    await fan.says('/studio')
    assert.deepEqual(codesSeenBy(fan), ['creator_only'])
    const guest = await conversation.fan()
    await guest.says('/studio')
    assert.deepEqual(codesSeenBy(guest), ['needs_account'])
    const fresh = await creatorOf()
    await fresh.says('/studio')
    assert.include(fresh.lastText(), 'You have no persona yet.')
  })

  test('in Spanish too', async ({ assert }) => {
    const slug = someSlug()
    const creator = await creatorOf(slug)
    const spanish = await conversation.fan({ platformId: creator.platformId, locale: 'es' })
    await spanish.says('/studio')
    assert.include(spanish.texts()[0], 'Monedas ganadas al día')
    assert.include(spanish.lastText(), 'nadie todavía')
  })

  test('a failed reply is counted as one, and costs nothing', async ({ assert }) => {
    const slug = someSlug()
    const creator = await creatorOf(slug)
    const fan = await oneReply(slug)
    fan.platform.undeliverable = 'blocked'
    await fan.says('Are you still there?')
    await creator.says('/studio')
    assert.equal(fieldsOf(creator).Replies, '2 (1 delivered, 0 stopped, 1 failed, 0 blocked)')
    assert.equal(fieldsOf(creator)['Paid by fans'], '2 coins')
  })
})

test.group('The studio’s days', (group) => {
  group.setup(seed)
  group.teardown(withdrawAll)

  /** Moves all that was said to a persona into the past. */
  async function age(slug: string, days: number): Promise<void> {
    await sql(
      `update personas_messages m set created_at = m.created_at - make_interval(days => :days)
       from personas_conversations c join personas_personas p on p.id = c.persona_id
       where c.id = m.conversation_id and p.slug = :slug`,
      { slug, days }
    )
  }

  /** As before the job's first run. */
  async function countNothing(): Promise<void> {
    await sql('delete from personas_studio_days', {})
    await sql('delete from personas_studio_talks', {})
    await sql('update personas_studio_roll_up set upto = null', {})
  }

  test('what the job counted and what is younger come to the same as counting all', async ({
    assert,
  }) => {
    const slug = someSlug()
    const creatorId = await personIdOf(await creatorOf(slug))
    const early = await oneReply(slug)
    await age(slug, 3)
    await early.says('I am back')
    await oneReply(slug)
    const [persona] = await sql<{ id: string }>(
      'select id from personas_personas where slug = :slug',
      { slug }
    )
    const ids = [persona?.id ?? '']
    const look = async () => {
      const since = await uncountedSince(periodOf(7))
      const days = await countsByDay(ids, periodOf(7), since)
      return {
        days: days.toSorted((a, b) => a.day.localeCompare(b.day)),
        fans: await fansOf(ids, periodOf(7), since),
      }
    }

    await countNothing()
    const live = await look()
    assert.deepEqual(
      live.days.map(({ messages }) => messages),
      [1, 2]
    )
    assert.equal(live.fans.get(null)?.distinct, 2)
    await rollUpDays()
    assert.deepEqual(await look(), live)
    // A minute later nothing is left to be counted live; and counting again counts nothing twice.
    const later = new Date(Date.now() + 2 * 60_000)
    await rollUpDays(undefined, later)
    assert.deepEqual(await look(), live)
    await Promise.all([rollUpDays(undefined, later), rollUpDays(undefined, later)])
    assert.deepEqual(await look(), live)
    await countNothing()

    const ledger = await serviceOf('ledger')
    const found = await studioFigures(ledger, { creatorId, period: 7 })
    if (found.outcome !== 'figures') throw new Error(found.outcome)
    assert.equal(found.figures.totals.messages, 3)
    assert.equal(found.figures.totals.paid, 6_000n)
  })

  test('whoever came back is no new fan', async ({ assert }) => {
    const slug = someSlug()
    const creator = await creatorOf(slug)
    const fan = await oneReply(slug)
    await oneReply(slug)
    const { account } = await fan.identified()
    await sql(
      `update personas_conversations set started_at = now() - interval '10 days'
       where owner_id in (:accountId, :personId)`,
      { accountId: account.id, personId: account.personId }
    )
    await creator.says('/studio')
    assert.equal(fieldsOf(creator).Fans, '2 (2 new, 0 returning)')
    await creator.presses('7 days')
    assert.equal(fieldsOf(creator).Fans, '2 (1 new, 1 returning)')
  })

  test('days that are over are asked of the books once', async ({ assert }) => {
    const slug = someSlug()
    const creatorId = await personIdOf(await creatorOf(slug))
    await oneReply(slug)
    const ledger = await serviceOf('ledger')
    const asked: string[] = []
    const spying = {
      earningsByDay: (id: string, from: Date, to: Date) => {
        asked.push(from.toISOString().slice(0, 10))
        return ledger.earningsByDay(id, from, to)
      },
    }
    const look = async () => {
      const found = await studioFigures(spying, { creatorId, period: 30 })
      if (found.outcome !== 'figures') throw new Error(found.outcome)
      return found.figures.totals.earned
    }
    const first = await look()
    assert.deepEqual(first, { promo: 1_400n, purchased: 0n, earned: 0n })
    assert.deepEqual(await look(), first)
    const { days } = periodOf(30)
    assert.equal(asked[0], days[0])
    // Just after midnight yesterday may be asked for once more.
    assert.include(days.slice(-2), asked[1] ?? 'never')
  })
})
