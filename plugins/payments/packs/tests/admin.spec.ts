import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { sql } from '#app/support/sql'
import { openOrder } from '#plugins/payments/actions/open_order'
import { paymentsServices } from '#plugins/payments/services'
import { connect } from '#plugins/payments/inbox/tests/support/stand_in_gateway'
import { savePack, versionOf } from '#plugins/payments/packs/actions/save_pack'
import { offersFor } from '#plugins/payments/packs/offers_for'
import type { Pack } from '#plugins/payments/packs/pack'
import { listPacks } from '#plugins/payments/packs/queries/list_packs'
import { withPacks } from '#plugins/payments/packs/tests/support/packs'
import { OpenGateway } from '#plugins/payments/shop/tests/support'
import { aPerson } from '#plugins/payments/reconciliation/tests/support'
import { WebVisitor } from '#tests/support/web_visitor'

const FESTIVAL = {
  id: 'festival',
  position: '9',
  shelf: 'everyday',
  coins: '300',
  bonus: '0.5',
  active: '1',
  price_USD: '2.99',
  price_XTR: '220',
  name_en: 'Festival',
  line_es: 'Para el puente',
}

/** The hidden version in a form that was read. */
const seenIn = (page: string): string => /name="seen" value="([^"]*)"/.exec(page)?.[1] ?? ''

async function packOf(id: string): Promise<Pack> {
  const pack = (await listPacks()).find((one) => one.id === id)
  if (!pack) throw new Error(`There is no pack ${id}`)
  return pack
}

test.group('Packs in the admin panel', (group) => {
  let admin: WebVisitor
  group.each.timeout(30_000)
  group.setup(async () => {
    admin = await WebVisitor.arrives('admin')
  })
  group.each.setup(() => withPacks())

  /** The fields of a pack's form as they are, to be sent with changes. */
  async function changes(id: string, fields: Record<string, string>): Promise<Response> {
    const page = await admin.reads(`/admin/packs/${id}`)
    return admin.post(`/admin/packs/${id}`, { seen: seenIn(page), ...fields })
  }

  test('an admin adds a pack, which is sold at once, and it is kept who did it', async ({
    assert,
  }) => {
    const added = await admin.post('/admin/packs', FESTIVAL)
    assert.equal(added.status, 303)
    assert.containsSubset(await packOf('festival'), {
      coins: 300_000n,
      bonus: 500n,
      prices: { USD: 299n, XTR: 220n },
      names: { en: 'Festival' },
      lines: { es: 'Para el puente' },
      active: true,
      best: false,
    })
    const offers = await offersFor({ frontend: 'telegram', locale: 'en' })
    assert.containsSubset(
      offers.find(({ id }) => id === 'festival'),
      { name: 'Festival', price: '220 Stars' }
    )
    const page = await admin.reads('/admin/packs')
    assert.include(page, 'The pack is saved')
    assert.include(page, 'added')
    const [kept] = await sql<{ before: unknown; after: { coins: string } }>(
      `select before, after from payments_pack_changes where pack_id = 'festival' order by id desc limit 1`,
      {}
    )
    assert.isNull(kept?.before)
    assert.equal(kept?.after.coins, '300000')
  })

  test('what is wrong is said field by field, and nothing changes', async ({ assert }) => {
    const wrong = await admin.post('/admin/packs', {
      ...FESTIVAL,
      id: 'Not An Id',
      coins: '1e3',
      price_USD: '2.999',
      price_XTR: '-1',
      discord_sku: 'abc',
      name_en: 'x'.repeat(31),
    })
    assert.equal(wrong.status, 422)
    const page = await wrong.text()
    for (const words of [
      'An id has 1 to 32',
      'A number above 0',
      'no more digits than the currency has',
      'has 17 to 20 digits',
      'That is too long',
    ]) {
      assert.include(page, words)
    }
    // What was typed is still there.
    assert.include(page, 'value="2.999"')
    const free = await admin.post('/admin/packs', { ...FESTIVAL, price_USD: '', price_XTR: '' })
    assert.include(await free.text(), 'needs a price in one currency')
    const gone = await admin.get('/admin/packs/nothing')
    assert.equal(gone.status, 404)
    assert.notInclude(
      (await listPacks()).map(({ id }) => id),
      'festival'
    )
  })

  test('a mark of best value that is not true is refused, with the pack that is better', async ({
    assert,
  }) => {
    const refused = await admin.post('/admin/packs', { ...FESTIVAL, best: '1' })
    assert.equal(refused.status, 422)
    assert.match(await refused.text(), /“starter” of the same shelf gives more coins/)
    const honest = await admin.post('/admin/packs', {
      ...FESTIVAL,
      coins: '1000',
      best: '1',
    })
    assert.equal(honest.status, 303)
    // Now the other mark is not true any more: it is not shown, and the panel says so.
    assert.include(await admin.reads('/admin/packs'), 'Mark not shown: untrue in')
  })

  test('two admins at once: the second is told, and changes nothing', async ({ assert }) => {
    await admin.post('/admin/packs', FESTIVAL)
    const page = await admin.reads('/admin/packs/festival')
    assert.equal((await changes('festival', { ...FESTIVAL, price_USD: '3.99' })).status, 303)
    const late = await admin.post('/admin/packs/festival', {
      ...FESTIVAL,
      seen: seenIn(page),
      price_USD: '1.99',
    })
    assert.equal(late.status, 422)
    assert.include(await late.text(), 'Somebody else changed this pack')
    assert.equal((await packOf('festival')).prices.USD, 399n)
    assert.include(await admin.reads('/admin/packs/festival'), 'prices')
  })

  test('an order that is open keeps its price and its coins', async ({ assert, cleanup }) => {
    await withPacks({ id: 'kept', coins: 100_000n, amount: 99n })
    cleanup(await connect(new OpenGateway('stripe', ['USD'])))
    const services = await paymentsServices()
    const order = {
      person: { id: await aPerson() },
      accountId: null,
      frontend: 'web',
      gateway: 'stripe',
      packId: 'kept',
      currency: 'USD',
      locale: 'en',
    } as const
    const before = await openOrder(services, order)
    const pack = await packOf('kept')
    const dearer = { ...pack, coins: 50_000n, prices: { USD: 199n } }
    const saved = await savePack({ pack: dearer, seen: versionOf(pack), by: randomUUID() })
    assert.equal(saved.outcome, 'saved')
    const after = await openOrder(services, order)
    assert.containsSubset(
      [before, after].map((one) => one.outcome === 'open' && one.order),
      [
        { amount: 99n, coins: 100_000n },
        { amount: 199n, coins: 50_000n },
      ]
    )
    const [kept] = await sql<{ amount: bigint }>(
      'select amount from payments_orders where id = :id',
      {
        id: before.outcome === 'open' ? before.order.id : '',
      }
    )
    assert.equal(kept?.amount, 99n)
  })

  test('nobody else sees or changes packs', async ({ assert }) => {
    const fan = await WebVisitor.arrives()
    assert.equal((await fan.get('/admin/packs')).status, 403)
    assert.equal((await fan.post('/admin/packs', FESTIVAL)).status, 403)
    assert.equal((await fan.post('/admin/packs/starter', { price_USD: '0.01' })).status, 403)
    assert.equal((await packOf('starter')).prices.USD, 99n)
  })
})
