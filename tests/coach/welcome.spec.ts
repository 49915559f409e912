import { test } from '@japa/runner'
import { sql } from '#app/support/sql'
import { asksFor, coached, fills, projectOf } from '#tests/coach/support/stage'
import { tierOf } from '#plugins/communities/tests/support/people'

async function welcomeOf(tierId: string): Promise<string> {
  const [tier] = await sql<{ welcome: string }>(
    'select welcome from communities_tiers where id = :tierId',
    { tierId }
  )
  return tier?.welcome ?? ''
}

test.group('Coach | writes the welcome', () => {
  test('it is changed, set and posted where the creator says so; undo brings the old words back and takes the post away', async ({
    assert,
  }) => {
    const { creator, community, space, here } = await coached({ kind: 'group' })
    const { tier } = await tierOf(community.id, { name: 'Gold', welcome: 'Hi.' })
    await asksFor(creator, 'write_welcome')
    assert.include(creator.talk.lastText(), 'undo brings that back')
    assert.include(creator.talk.lastText(), 'Post it, too: No, only to new members')
    await creator.talk.presses('Change it')
    await fills(creator, { welcome: 'Come in, and say hello.', post: space.id })
    assert.lengthOf(here.posted, 0)
    assert.equal(await welcomeOf(tier.id), 'Hi.')

    await creator.talk.presses('Set this welcome')
    assert.include(creator.talk.lastText(), 'New members of “Gold” are told it.')
    assert.equal(await welcomeOf(tier.id), 'Come in, and say hello.')
    assert.deepEqual(
      here.posted.map(({ message }) => message.text),
      ['Come in, and say hello.']
    )
    assert.equal((await projectOf(creator)).ticks.get('write_welcome'), 'live')
    await creator.talk.presses('Undo it')
    assert.include(creator.talk.lastText(), '“Gold” says what it said before.')
    assert.include(creator.talk.lastText(), 'It is gone from')
    assert.equal(await welcomeOf(tier.id), 'Hi.')
    assert.lengthOf(here.posted, 0)
  })

  test('every tier at once; what the creator changed meanwhile stays, and so does a post that is too old', async ({
    assert,
  }) => {
    const { creator, community, space, here } = await coached({ kind: 'group' })
    const { tier: gold } = await tierOf(community.id, { name: 'Gold' })
    const { tier: silver } = await tierOf(community.id, { name: 'Silver' })
    await asksFor(creator, 'write_welcome')
    assert.include(creator.talk.lastText(), 'Tier: Every tier')
    await creator.talk.presses('Change it')
    await fills(creator, { post: space.id })
    await creator.talk.presses('Set this welcome')
    const words = await welcomeOf(gold.id)
    assert.include(words, 'Welcome to Moonlight Club')
    assert.equal(await welcomeOf(silver.id), words)

    await sql(`update communities_tiers set welcome = 'My own.' where id = :id`, { id: silver.id })
    here.keepsPosts = true
    await creator.talk.presses('Undo it')
    assert.include(creator.talk.lastText(), 'You changed the welcome of “Silver” since')
    assert.include(creator.talk.lastText(), 'it stays: the platform no longer lets me')
    assert.equal(await welcomeOf(gold.id), '')
    assert.equal(await welcomeOf(silver.id), 'My own.')
    assert.lengthOf(here.posted, 1)
  })

  test('a welcome that was changed after the plan is not overwritten: it is planned anew', async ({
    assert,
  }) => {
    const { creator, community } = await coached({ kind: 'group' })
    const { tier } = await tierOf(community.id, { name: 'Gold', welcome: 'One.' })
    await asksFor(creator, 'write_welcome')
    await sql(`update communities_tiers set welcome = 'Two.' where id = :id`, { id: tier.id })
    await creator.talk.presses('Set this welcome')
    assert.include(creator.talk.texts().at(-2) ?? '', 'Things have changed')
    assert.equal(await welcomeOf(tier.id), 'Two.')
  })

  test('where the bot may not write, the welcome is set and the post is named', async ({
    assert,
  }) => {
    const { creator, community, space, here } = await coached({ kind: 'channel' })
    const { tier } = await tierOf(community.id, { name: 'Gold' })
    here.permissions.delete('post_messages')
    await asksFor(creator, 'write_welcome')
    await creator.talk.presses('Change it')
    await fills(creator, { welcome: 'Hello.', post: space.id })
    await creator.talk.presses('Set this welcome')
    assert.include(creator.talk.lastText(), 'it was not said: I may not write there yet')
    assert.equal(await welcomeOf(tier.id), 'Hello.')
  })

  test('without a tier it offers to make one; words that may not be said are not even planned', async ({
    assert,
  }) => {
    const { creator, community } = await coached({ kind: 'group' })
    await asksFor(creator, 'write_welcome')
    assert.include(creator.talk.lastText(), 'There is no tier yet')
    await tierOf(community.id, { name: 'Gold' })
    await creator.talk.presses('Try again')
    await creator.talk.presses('Change it')
    await fills(creator, { welcome: 'Here you find sexual pictures of children.' })
    assert.include(creator.talk.texts().at(-2) ?? '', 'cannot be published here')
    await fills(creator, { welcome: 'x'.repeat(1_501) })
    assert.notInclude(creator.talk.lastText(), 'Set this welcome')
  })
})

test.group('Coach | checks what is connected', () => {
  test('it names what is missing and looks again; there is nothing to undo', async ({ assert }) => {
    const { creator, here } = await coached({ kind: 'group' })
    here.botIsAdmin = false
    await asksFor(creator, 'start_preflight')
    assert.include(creator.talk.lastText(), 'change nothing there')
    await creator.talk.presses('Check now')
    assert.include(creator.talk.lastText(), '❌')
    assert.isUndefined(creator.talk.buttonId('Undo it'))
    here.botIsAdmin = true
    await creator.talk.presses('Check again')
    assert.notInclude(creator.talk.lastText(), '❌')
    await asksFor(creator, 'start_preflight')
    await creator.talk.presses('Check now')
    assert.include(creator.talk.lastText(), '✅')
    assert.equal((await projectOf(creator)).ticks.get('green_preflight'), 'live')
  })

  test('a platform that does not answer is no verdict', async ({ assert }) => {
    const { creator, world } = await coached({ kind: 'group' })
    world.faultNext('inspect', { kind: 'fail' })
    await asksFor(creator, 'start_preflight')
    await creator.talk.presses('Check now')
    assert.include(creator.talk.lastText(), 'did not answer')
  })
})
