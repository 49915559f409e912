import { test } from '@japa/runner'
import { randomUUID } from 'node:crypto'
import ace from '@adonisjs/core/services/ace'
import app from '@adonisjs/core/services/app'
import { conversation, type Fan } from '#app/bot_kit/testing/conversation'

const ban = async (...args: string[]) => (await ace.exec('identity:ban', args)).exitCode

async function isAnswered(fan: Fan): Promise<boolean> {
  await fan.says('/help')
  return !fan.lastText().includes('banned') && !fan.lastText().includes('closed')
}

test.group('identity:ban', () => {
  test('shuts a person out wherever they write from, and lets them in again', async ({
    assert,
  }) => {
    const platformId = randomUUID()
    const fan = await conversation.fan({ platformId })
    const identity = await app.container.make('identity')
    const { account } = await fan.identified()
    const { person } = await identity.join(account.id)
    assert.isTrue(await isAnswered(fan))

    assert.notEqual(await ban(`telegram:${platformId}`), 1)
    assert.isFalse(await isAnswered(fan))
    assert.isNotNull((await identity.findPerson(person.id))?.bannedAt)
    await ban(person.id, '--lift')
    assert.isTrue(await isAnswered(fan))
  })

  test('shuts a guest out by their account', async ({ assert }) => {
    const guest = await conversation.fan()
    const { account } = await guest.identified()
    await ban(account.id)
    assert.isFalse(await isAnswered(guest))
    await ban(account.id, '--lift')
    assert.isTrue(await isAnswered(guest))
  })

  test('says so when nobody is known by that name', async ({ assert }) => {
    assert.equal(await ban(`telegram:${randomUUID()}`), 1)
  })
})
