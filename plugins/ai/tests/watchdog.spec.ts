import { mock } from 'node:test'
import { test } from '@japa/runner'
import { Watchdog } from '#plugins/ai/watchdog'

const { timers } = mock

test.group('watchdog', (group) => {
  let barks: number[] = []
  let dog: Watchdog

  group.each.setup(() => {
    timers.enable({ apis: ['setTimeout', 'Date'], now: 0 })
    barks = []
    dog = new Watchdog(
      () => barks.push(Date.now()),
      () => Date.now()
    )
    return () => timers.reset()
  })

  test('barks once, when its time is over', ({ assert }) => {
    dog.watch(20)
    timers.tick(19)
    assert.deepEqual(barks, [])
    timers.tick(1_000)
    assert.lengthOf(barks, 1)
  })

  test('a later deadline replaces an earlier one', ({ assert }) => {
    dog.watch(20)
    timers.tick(15)
    dog.watch(20)
    timers.tick(19)
    assert.deepEqual(barks, [])
    timers.tick(1)
    assert.deepEqual(barks, [35])
  })

  test('an earlier deadline replaces a later one', ({ assert }) => {
    dog.watch(60_000)
    dog.watch(20)
    timers.tick(20)
    assert.deepEqual(barks, [20])
  })

  test('does not bark when calmed, and watches again', ({ assert }) => {
    dog.watch(20)
    dog.calm()
    timers.tick(1_000)
    assert.deepEqual(barks, [])
    dog.watch(20)
    timers.tick(20)
    assert.deepEqual(barks, [1_020])
  })

  test('is silent for good once stopped', ({ assert }) => {
    dog.watch(20)
    dog.stop()
    timers.tick(1_000)
    assert.deepEqual(barks, [])
  })
})
