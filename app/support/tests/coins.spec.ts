import { test } from '@japa/runner'
import { formatCoinNumber, formatMoney } from '#app/support/coins'

const usd = { currency: 'USD', microPerCoin: 9_900n }

test.group('amounts in words', () => {
  test('coins are written in the language of the person', ({ assert }) => {
    assert.equal(formatCoinNumber(1_500n, 'en'), '1.5')
    assert.equal(formatCoinNumber(1_500n, 'es'), '1,5')
    assert.equal(formatCoinNumber(1_234_567n, 'en'), '1,234.567')
    assert.equal(formatCoinNumber(-2_000n, 'en'), '-2')
  })

  test('an amount beyond what a double holds keeps every digit', ({ assert }) => {
    assert.equal(formatCoinNumber(9_007_199_254_740_993_001n, 'en'), '9,007,199,254,740,993.001')
  })

  test('a reply that costs about a cent is not shown as nothing', ({ assert }) => {
    assert.equal(formatMoney(2_000n, usd, 'en'), '$0.02')
    assert.equal(formatMoney(500n, usd, 'en'), '$0.005')
  })
})
