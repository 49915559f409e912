import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import fc from 'fast-check'
import app from '@adonisjs/core/services/app'
import limiter from '@adonisjs/limiter/services/main'
import db from '@adonisjs/lucid/services/db'
import { booksAreWhole } from '#app/identity/tests/books'
import type { Account } from '#app/identity/types'

/** Accounts in one story; the last one is a guest's. */
const CAST = 5

const account = () => fc.nat({ max: CAST - 1 })
const moves = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant('link' as const), a: account(), b: account() }),
    },
    fc.record({ do: fc.constant('delete' as const), a: account() }),
    fc.record({ do: fc.constant('pay' as const), a: account() }),
    fc.record({ do: fc.constant('join' as const), a: account() }),
    fc.record({ do: fc.constant('ban' as const), a: account(), lift: fc.boolean() })
  ),
  { minLength: 2, maxLength: 10 }
)

test.group('People who are linked, deleted, banned and paying, all at once', () => {
  test('nobody waits for ever, no account is left with somebody who ended, no coin is lost', async ({
    assert,
  }) => {
    const identity = await app.container.make('identity')
    const ledger = (await app.container.make('plugins')).use('ledger')
    const anAccount = async (): Promise<Account> => {
      const platformId = randomUUID()
      return (await identity.identify({ platform: 'telegram', platformId, displayName: 'Ana' }))
        .account
    }
    const personOf = async ({ id }: Account) => (await identity.lookUp(id))?.person ?? null

    const link = async (one: Account, other: Account) => {
      const made = await identity.makeLinkCode(one.id)
      const preview = made ? await identity.openLink(other.id, made.code) : null
      if (preview?.outcome !== 'ready') return
      // Pressed twice, as impatient people do.
      await Promise.all([1, 2].map(() => identity.link(other.id, preview.linkId)))
    }
    const pay = async (one: Account) => {
      const personId = (await personOf(one))?.id
      if (personId === undefined) return
      const memo = { key: 'ledger.memo.welcome' }
      const request = { key: randomUUID(), personId, amount: 2_000n, creatorId: null, memo }
      const held = await ledger.hold(request)
      if (held.outcome !== 'held') return
      await ledger.capture({ key: request.key, holdId: held.holdId })
    }

    await fc.assert(
      fc.asyncProperty(moves, async (story) => {
        await limiter.clear()
        const cast = await Promise.all(Array.from({ length: CAST }, anAccount))
        for (const member of cast.slice(0, -1)) {
          const { person } = await identity.join(member.id)
          await ledger.grantWelcome(person.id)
        }
        const at = (index: number): Account => {
          const found = cast[index]
          if (!found) throw new Error('Nobody there')
          return found
        }
        // What somebody does whose account went a moment ago is refused by the database: that is fine here.
        const tell = async (move: (typeof story)[number]) => {
          switch (move.do) {
            case 'link':
              return link(at(move.a), at(move.b))
            case 'pay':
              return pay(at(move.a))
            case 'join':
              return identity.join(at(move.a).id)
            case 'delete':
              return identity.deletePerson((await personOf(at(move.a)))?.id ?? randomUUID())
            case 'ban':
              return identity.setBan((await personOf(at(move.a)))?.id ?? randomUUID(), !move.lift)
          }
        }
        const ends = await Promise.allSettled(story.map(tell))
        for (const end of ends) {
          if (end.status === 'fulfilled') continue
          const code: unknown =
            end.reason instanceof Error && 'code' in end.reason && end.reason.code
          // An account that was deleted meanwhile: unknown, or a code of it that cannot be kept.
          assert.oneOf(code, ['E_UNKNOWN_ACCOUNT', '23503'], String(end.reason))
        }
      }),
      { numRuns: 40 }
    )

    const { rows: strays } = await db.rawQuery<{ rows: unknown[] }>(
      `select a.id from accounts a join people p on p.id = a.person_id
       where p.merged_into is not null or p.deleted_at is not null`
    )
    assert.lengthOf(strays, 0, 'accounts of people who ended')
    const { rows: detours } = await db.rawQuery<{ rows: unknown[] }>(
      `select p.id from people p join people i on i.id = p.merged_into
       where i.merged_into is not null or (i.deleted_at is null) <> (p.deleted_at is null)`
    )
    assert.lengthOf(detours, 0, 'old ids that do not find their person in one step')
    const { rows: rich } = await db.rawQuery<{ rows: { id: string }[] }>(
      'select id from people where merged_into is not null or deleted_at is not null'
    )
    for (const { id } of rich) {
      const { available, held } = await ledger.balance(id)
      // A reply that was being paid for when they ended could not have begun: ending waits for no hold.
      assert.equal(available + held, 0n, id)
    }
    await booksAreWhole(assert)
  }).timeout(180_000)
})
