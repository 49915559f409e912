import { test } from '@japa/runner'
import { sql } from '#app/support/sql'
import { asksFor, coached, fills, projectOf } from '#tests/coach/support/stage'
import { tierOf } from '#plugins/communities/tests/support/people'

interface PersonaRow {
  id: string
  name: string
  status: string
}

const personasOf = (creatorId: string): Promise<PersonaRow[]> =>
  sql<PersonaRow>(
    'select id, name, status from personas_personas where creator_id = :creatorId order by created_at',
    { creatorId }
  )

async function includedIn(tierId: string) {
  const [tier] = await sql<{ persona_id: string | null; persona_free_replies: number }>(
    'select persona_id, persona_free_replies from communities_tiers where id = :tierId',
    { tierId }
  )
  return tier
}

test.group('Coach | makes a host', () => {
  test('a persona is made, published and included; undo withdraws it and takes it out', async ({
    assert,
  }) => {
    const { creator, community } = await coached({ kind: 'group' })
    const { tier } = await tierOf(community.id, { name: 'Gold' })
    await asksFor(creator, 'make_host')
    assert.include(creator.talk.lastText(), 'Members of “Gold” talk to it.')
    await creator.talk.presses('Change it')
    await fills(creator, { name: 'Selene', free: '0' })
    assert.include(creator.talk.texts().at(-2) ?? '', 'has to be a number')
    await fills(creator, { free: '15' })
    assert.lengthOf(await personasOf(creator.person.id), 0)

    await creator.talk.presses('Make this the host')
    assert.include(
      creator.talk.lastText(),
      '“Selene” is there for members: 15 free replies a month.'
    )
    const [persona] = await personasOf(creator.person.id)
    assert.containSubset(persona, { name: 'Selene', status: 'published' })
    assert.deepEqual(await includedIn(tier.id), {
      persona_id: persona?.id ?? '',
      persona_free_replies: 15,
    })
    assert.equal((await projectOf(creator)).ticks.get('host_persona'), 'live')

    await creator.talk.presses('Undo it')
    assert.include(creator.talk.lastText(), 'Selene is withdrawn')
    assert.equal((await personasOf(creator.person.id))[0]?.status, 'withdrawn')
    assert.deepEqual(await includedIn(tier.id), { persona_id: null, persona_free_replies: 0 })
    assert.isFalse((await projectOf(creator)).ticks.has('host_persona'))
  })

  test('a persona that the creator has already is offered; undo leaves it published', async ({
    assert,
  }) => {
    const { creator, community } = await coached({ kind: 'group' })
    const { tier } = await tierOf(community.id, { name: 'Gold' })
    await asksFor(creator, 'make_host')
    await creator.talk.presses('Change it')
    await fills(creator, { name: 'Selene' })
    await creator.talk.presses('Make this the host')
    await creator.talk.presses('Undo it')
    const [persona] = await personasOf(creator.person.id)
    await sql(`update personas_personas set status = 'published' where id = :id`, {
      id: persona?.id ?? '',
    })

    await creator.talk.presses('Try again')
    assert.include(creator.talk.lastText(), 'Host: Selene')
    assert.notInclude(creator.talk.lastText(), 'Says first')
    await creator.talk.presses('Make this the host')
    assert.equal((await includedIn(tier.id))?.persona_id, persona?.id)
    await creator.talk.presses('Undo it')
    assert.include(creator.talk.lastText(), 'includes what it did before')
    assert.equal((await personasOf(creator.person.id))[0]?.status, 'published')
    assert.isNull((await includedIn(tier.id))?.persona_id ?? null)
  })

  test('what the creator changed on the tier since stays', async ({ assert }) => {
    const { creator, community } = await coached({ kind: 'group' })
    const { tier } = await tierOf(community.id, { name: 'Gold' })
    await asksFor(creator, 'make_host')
    await creator.talk.presses('Make this the host')
    await sql('update communities_tiers set persona_free_replies = 99 where id = :id', {
      id: tier.id,
    })
    await creator.talk.presses('Undo it')
    assert.include(creator.talk.lastText(), 'You changed what the tier includes since')
    assert.equal((await includedIn(tier.id))?.persona_free_replies, 99)
  })

  test('words that may not be published are not planned', async ({ assert }) => {
    const { creator, community } = await coached({ kind: 'group' })
    await tierOf(community.id, { name: 'Gold' })
    await asksFor(creator, 'make_host')
    await creator.talk.presses('Change it')
    await fills(creator, { about: 'It shows sexual pictures of children.' })
    assert.include(creator.talk.texts().at(-2) ?? '', 'cannot be published here')
    assert.lengthOf(await personasOf(creator.person.id), 0)
  })
})
