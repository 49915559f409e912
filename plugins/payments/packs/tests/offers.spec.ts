import { test } from '@japa/runner'
import fc from 'fast-check'
import { coinPriceInWords, amountOf, decimalOf, moneyInWords } from '#app/support/money'
import { usualCurrency } from '#plugins/payments/packs/currencies'
import { offersFor } from '#plugins/payments/packs/offers_for'
import { isBestOf, savedPercent, totalOf } from '#plugins/payments/packs/pack'
import { withPacks } from '#plugins/payments/packs/tests/support/packs'

test.group('Packs | offers', (group) => {
  group.each.setup(() => withPacks())

  test('say price, price per coin, what is saved and what they buy', async ({ assert }) => {
    const offers = await offersFor({ frontend: 'discord', locale: 'en' })
    assert.deepEqual(
      offers.map(({ name, price, coinPrice, saved, best, replies, shelf }) => [
        name,
        price,
        coinPrice,
        saved,
        best,
        replies,
        shelf,
      ]),
      [
        ['Starter', '$0.99', '$0.0099', 0, false, 50, 'everyday'],
        ['Popular', '$4.99', '$0.0091', 8, false, 275, 'everyday'],
        ['Best Value', '$8.99', '$0.0075', 24, true, 600, 'everyday'],
        ['Pro', '$19.99', '$0.0062', 37, false, 1625, 'heavy'],
        ['Studio', '$44.99', '$0.0054', 45, false, 4200, 'heavy'],
      ]
    )
  })

  test('are priced in the place’s own money', async ({ assert }) => {
    const price = async (request: Parameters<typeof offersFor>[0]) =>
      (await offersFor(request)).at(-1)?.price.replaceAll(/\s/gu, ' ')
    assert.equal(await price({ frontend: 'telegram', locale: 'hi' }), '3,400 Stars')
    assert.equal(await price({ frontend: 'telegram', locale: 'es' }), '3400 estrellas')
    assert.equal(await price({ frontend: 'web', locale: 'en-IN' }), '₹3,499')
    assert.equal(await price({ frontend: 'web', locale: 'es-ES' }), '44,99 €')
    assert.equal(await price({ frontend: 'web', locale: 'en-US', currency: 'EUR' }), '€44.99')
    assert.isUndefined(await price({ frontend: 'web', locale: 'en', currency: 'JPY' }))
  })

  test('name a pack that an admin invented by the admin’s own words', async ({ assert }) => {
    await withPacks({
      id: 'festival',
      names: { en: 'Festival', es: 'Festival de verano' },
      lines: { en: 'For the long weekend' },
    })
    const named = async (locale: string) =>
      (await offersFor({ frontend: 'discord', locale })).find(({ id }) => id === 'festival')
    assert.containsSubset(await named('en'), { name: 'Festival', line: 'For the long weekend' })
    assert.containsSubset(await named('es'), {
      name: 'Festival de verano',
      line: 'For the long weekend',
    })
  })

  test('show no mark of best value that is untrue', async ({ assert }) => {
    await withPacks({ id: 'untrue', coins: 100_000n, amount: 100n, best: true })
    const marked = (await offersFor({ frontend: 'discord', locale: 'en' })).filter(
      ({ best }) => best
    )
    assert.deepEqual(
      marked.map(({ id }) => id),
      ['best_value']
    )
  })

  test('leave out what is not sold any more', async ({ assert }) => {
    await withPacks({ id: 'old', active: false })
    const offers = await offersFor({ frontend: 'discord', locale: 'en' })
    assert.notInclude(
      offers.map(({ id }) => id),
      'old'
    )
  })
})

test.group('Packs | arithmetic', () => {
  const pack = fc.record({
    coins: fc.bigInt(1n, 10n ** 12n),
    bonus: fc.bigInt(0n, 10n ** 12n),
    amount: fc.bigInt(1n, 10n ** 9n),
  })

  test('what is saved is never claimed too high, and never more than a percent too low', ({
    assert,
  }) => {
    fc.assert(
      fc.property(pack, pack, (one, base) => {
        const saved = BigInt(savedPercent(one, base))
        const dear = base.amount * totalOf(one)
        const cheap = one.amount * totalOf(base)
        // cheap <= dear * (1 - saved %), as whole numbers
        if (cheap >= dear) assert.equal(saved, 0n)
        else {
          assert.isTrue(cheap * 100n <= dear * (100n - saved))
          assert.isTrue(cheap * 100n > dear * (99n - saved))
        }
      })
    )
  })

  test('of packs with different prices per coin, one alone is the best', ({ assert }) => {
    fc.assert(
      fc.property(fc.array(pack, { minLength: 2, maxLength: 6 }), (packs) => {
        const best = packs.filter((one) => isBestOf(one, packs))
        assert.isNotEmpty(best)
        const [first] = best
        for (const other of best) {
          assert.equal(
            first && first.amount * totalOf(other),
            first && other.amount * totalOf(first)
          )
        }
      })
    )
  })

  test('amounts survive being written and read', ({ assert }) => {
    const currency = fc.constantFrom('USD', 'EUR', 'INR', 'XTR', 'JPY', 'KWD')
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 10n - 1n), currency, (amount, code) => {
        assert.equal(amountOf(decimalOf(amount, code), code), amount)
      })
    )
    assert.isNull(amountOf('1.999', 'USD'))
    assert.isNull(amountOf('1.5', 'XTR'))
    assert.isNull(amountOf('-1', 'USD'))
    assert.isNull(amountOf('1e3', 'USD'))
    assert.equal(amountOf('4,99', 'EUR'), 499n)
  })

  test('India groups by lakhs, Spain writes the euro behind', ({ assert }) => {
    const t = () => ''
    assert.equal(moneyInWords(10_000_000n, 'INR', { locale: 'en', t }), '₹1,00,000')
    assert.match(moneyInWords(123_456n, 'EUR', { locale: 'es', t }), /^1234,56\s€$/u)
    const third = { amount: 100n, currency: 'USD', millicoins: 300_000n }
    assert.equal(coinPriceInWords(third, { locale: 'en', t }), '$0.0034')
  })

  test('the usual currency is that of the country that a language tells', ({ assert }) => {
    const usual = (locale: string) => usualCurrency('web', locale)
    assert.deepEqual(['hi', 'en-IN', 'ta-IN'].map(usual), ['INR', 'INR', 'INR'])
    assert.deepEqual(['de', 'es-ES', 'fr-FR', 'en-IE'].map(usual), ['EUR', 'EUR', 'EUR', 'EUR'])
    assert.deepEqual(['en', 'es-MX', 'en-GB', '??', ''].map(usual), Array(5).fill('USD'))
    assert.equal(usualCurrency('telegram', 'hi'), 'XTR')
    assert.equal(usualCurrency('discord', 'hi'), 'USD')
  })
})
