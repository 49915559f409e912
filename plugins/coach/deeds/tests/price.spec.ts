import fc from 'fast-check'
import { test } from '@japa/runner'
import { priceTyped, readPrice } from '#plugins/coach/deeds/price'

const READ: readonly (readonly [string, string | null])[] = [
  ['12 USD monthly', '12 USD monthly'],
  ['500 coins monthly', '500 coins monthly'],
  ['free', '0 coins monthly'],
  ['0 coins', '0 coins monthly'],
  ['9,99 € al año', '9.99 EUR yearly'],
  ['$12 a month', '12 USD monthly'],
  ['250 estrellas una vez', '250 XTR once'],
  ['499 rupees once', '499 INR once'],
  ['cien monedas', null],
  ['12', null],
  ['5 to 12 USD', null],
  ['-5 USD', null],
  ['1,200 USD', null],
  ['1e3 USD', null],
  ['', null],
  ['12 months free', null],
]

test.group('Coach | prices', () => {
  for (const [text, price] of READ) {
    test(`"${text}" is ${price ?? 'no price'}`, ({ assert }) => {
      const read = readPrice(text)
      assert.equal(read && priceTyped(read), price)
    })
  }

  test('a price that was read is read again as the same, to the last digit', ({ assert }) => {
    const amounts = fc
      .tuple(fc.integer({ min: 1, max: 9_999_999 }), fc.option(fc.integer({ min: 0, max: 99 })))
      .map(([whole, part]) =>
        part === null ? `${whole}` : `${whole}.${String(part).padStart(2, '0')}`
      )
    const unit = fc.constantFrom('coins', 'USD', 'EUR', 'INR', 'XTR')
    const period = fc.constantFrom('monthly', 'yearly', 'once')
    fc.assert(
      fc.property(amounts, unit, period, (amount, of, every) => {
        const text = `${amount} ${of} ${every}`
        const read = readPrice(text)
        assert.equal(read && priceTyped(read), text)
        assert.equal(read?.price.amount, amount)
      })
    )
  })

  test('whatever is typed is a price or none, never a failure', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const read = readPrice(text)
        return read === null || /^\d{1,7}(?:\.\d{1,2})?$/u.test(read.price.amount)
      })
    )
  })
})
