import { test } from '@japa/runner'
import fc from 'fast-check'
import { checkOrder, sortByRequires } from '#app/plugin_kit/sort'

test.group('the order of plugins', () => {
  test('a plugin comes after those that it requires', ({ assert }) => {
    const sorted = sortByRequires([
      { name: 'personas', requires: ['ledger', 'ai'] },
      { name: 'ai', requires: ['ledger'] },
      { name: 'ledger' },
    ])
    assert.deepEqual(
      sorted.map(({ name }) => name),
      ['ledger', 'ai', 'personas']
    )
  })

  test('a list out of order is refused with an order that does', ({ assert }) => {
    assert.throws(
      () => checkOrder([{ name: 'ai', requires: ['ledger'] }, { name: 'ledger' }]),
      'In plugins/index.ts ai comes before ledger, which it requires. An order that does: ledger, ai'
    )
  })

  test('a circle is named', ({ assert }) => {
    assert.throws(
      () =>
        sortByRequires([
          { name: 'a', requires: ['b'] },
          { name: 'b', requires: ['a'] },
        ]),
      'Plugins require each other in a circle: a → b → a'
    )
  })

  test('an absent plugin and a name given twice are refused', ({ assert }) => {
    assert.throws(() => sortByRequires([{ name: 'a', requires: ['b'] }]), /not in the list/)
    assert.throws(() => sortByRequires([{ name: 'a' }, { name: 'a' }]), /same name/)
  })

  test('whatever the list, the sort of a graph without circles passes the check', () => {
    const graph = fc.array(fc.array(fc.nat()), { minLength: 1, maxLength: 12 }).map((edges) =>
      edges.map((targets, index) => ({
        name: `p${index}`,
        // Requiring earlier numbers alone rules out circles.
        requires: index === 0 ? [] : [...new Set(targets.map((target) => `p${target % index}`))],
      }))
    )
    fc.assert(
      fc.property(graph, fc.infiniteStream(fc.nat()), (plugins, random) => {
        const shuffled = plugins
          .map((plugin) => ({ plugin, key: random.next().value }))
          .sort((a, b) => Number(a.key) - Number(b.key))
          .map(({ plugin }) => plugin)
        checkOrder(sortByRequires(shuffled))
      })
    )
  })
})
