import { test } from '@japa/runner'
import fc from 'fast-check'
import { comingDay } from '#plugins/coach/detect/days'

/** A Wednesday. */
const NOW = new Date('2027-02-10T15:00:00Z')

test.group('Days in words', () => {
  test('“{0}” is {1}')
    .with([
      ['2027-03-03', '2027-03-03'],
      ['We open on March 3rd', '2027-03-03'],
      ['the 12th of January', '2028-01-12'],
      ['el 5 de febrero de 2028', '2028-02-05'],
      ['abrimos el 3 de marzo', '2027-03-03'],
      ['in two weeks', '2027-02-24'],
      ['dentro de diez días', '2027-02-20'],
      ['in a month', '2027-03-10'],
      ['tomorrow', '2027-02-11'],
      ['mañana', '2027-02-11'],
      ['on Friday', '2027-02-12'],
      ['next Friday', '2027-02-19'],
      ['el lunes', '2027-02-15'],
      ['on Wednesday', '2027-02-17'],
      ['next month', null],
      ['early June', null],
      ['2027-02-10', null],
      ['2020-01-01', null],
      ['2099-01-01', null],
      ['February 30th', null],
      ['2027-13-01', null],
      ['soon', null],
      ['', null],
    ] as const)
    .run(({ assert }, [words, day]) => {
      assert.equal(comingDay(words, NOW), day)
    })

  test('whatever is said, it is a day to come or none', ({ assert }) => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 60 }),
        fc.constantFrom('in ', 'March ', 'el ', '20'),
        (text, begin) => {
          const day = comingDay(begin + text, NOW)
          if (day !== null) {
            assert.match(day, /^\d{4}-\d{2}-\d{2}$/)
            assert.isAbove(Date.parse(day), NOW.getTime() - 15 * 3_600_000)
          }
        }
      )
    )
  })
})
